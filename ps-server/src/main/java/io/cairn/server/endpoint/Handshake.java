package io.cairn.server.endpoint;

import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.access.Role;
import io.cairn.access.Token;
import io.cairn.server.access.AccessControl;
import io.cairn.wire.codecs.ChallengeEncoder;
import io.cairn.wire.codecs.ChallengeResponseDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import java.util.Optional;

/**
 * Lets clients prove who they are: a nonce goes out, a proof comes back, and neither shows the token. A nonce is good
 * for one proof, of one client, in one session.
 */
final class Handshake {

    private static final int CHALLENGE_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + ChallengeEncoder.BLOCK_LENGTH;
    private static final int PRINCIPAL_BYTES_MAX = 256;
    private static final Refusal UNPROVEN =
        new Refusal(ErrorCode.UNAUTHENTICATED, 0, "no such principal, or not its token");
    private static final Refusal UNASKED =
        new Refusal(ErrorCode.UNAUTHENTICATED, 0, "there is no challenge to answer; send OpenSession");

    private final AccessControl access;
    private final long clusterId;
    private final int shardId;
    private final ChallengeEncoder challenge = new ChallengeEncoder();
    private final ChallengeResponseDecoder response = new ChallengeResponseDecoder();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final BufferClaim claim = new BufferClaim();

    Handshake(AccessControl access, long clusterId, int shardId) {
        this.access = access;
        this.clusterId = clusterId;
        this.shardId = shardId;
    }

    /** Whether a session is open to a client without a challenge: none is needed, or it has answered one before. */
    boolean admits(RequestSession session, long clientId) {
        if (!access.needsProof()) {
            session.access().prove(clientId, Role.NODE);
        }
        return session.access().proven(clientId);
    }

    Action challenge(RequestSession session, Request request, long clientId) {
        if (session.publication().tryClaim(CHALLENGE_LENGTH, claim) < 0) {
            return Action.ABORT;
        }
        byte[] nonce = access.nonce();
        challenge.wrapAndApplyHeader(claim.buffer(), claim.offset(), headerEncoder)
            .correlationId(request.correlationId())
            .clusterId(clusterId)
            .putNonce(nonce, 0, nonce.length);
        claim.commit();
        session.access().challenge(nonce, clientId);
        return Action.COMMIT;
    }

    /** Checks the answer to a challenge, and uses the challenge up. */
    Refusal check(RequestSession session, Request request) {
        SessionAccess state = session.access();
        if (!state.challenged()) {
            return UNASKED;
        }
        response.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        byte[] proof = new byte[Token.PROOF_BYTES];
        response.getProof(proof, 0, proof.length);
        String principal = response.principalLength() > PRINCIPAL_BYTES_MAX ? "" : response.principal();
        long clientId = state.challengedClient();
        Optional<Role> role = access.role(principal, proof, state.nonce(), clusterId, clientId, shardId);
        state.forgetChallenge();
        role.ifPresent(proven -> state.prove(clientId, proven));
        return role.isPresent() ? Refusal.NONE : UNPROVEN;
    }
}
