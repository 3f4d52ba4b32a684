package io.cairn.config;

import io.cairn.access.Role;
import java.util.List;

/**
 * Who may open sessions, and as whom.
 *
 * @param mode       whether sessions must prove who they are.
 * @param principals names, roles and where their tokens are; with mode token only.
 */
public record AccessConfig(AccessMode mode, List<PrincipalConfig> principals) {

    /** Checks that names differ, and that nodes have a principal for themselves. */
    public AccessConfig {
        principals = List.copyOf(principals);
        if (mode != AccessMode.TOKEN && !principals.isEmpty()) {
            throw new IllegalArgumentException("principals mean nothing unless access.mode is token");
        }
        if (mode == AccessMode.TOKEN && principals.stream().noneMatch(one -> one.role() == Role.NODE)) {
            throw new IllegalArgumentException(
                "principals must have one of role node, as which the nodes of the cluster talk to each other");
        }
        if (principals.stream().map(PrincipalConfig::name).distinct().count() != principals.size()) {
            throw new IllegalArgumentException("principals must have different names, got "
                + principals.stream().map(PrincipalConfig::name).toList());
        }
    }

    /**
     * No proof asked, and nodes on this machine only.
     *
     * @return the default.
     */
    public static AccessConfig local() {
        return new AccessConfig(AccessMode.LOCAL, List.of());
    }
}
