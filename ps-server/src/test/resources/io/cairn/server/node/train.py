"""Trains through a gateway: adds 1 to each weight of three rows, twice.

Called with the gateway's address and the folder of the .proto files; needs grpcio and grpcio-tools. Prints the first
weight of each row.
"""
import struct
import sys
import tempfile

import grpc
from grpc_tools import protoc


def stubs(protos):
    """Modules generated from the .proto files."""
    out = tempfile.mkdtemp()
    files = ["cairn/v1/embeddings.proto", "cairn/v1/training.proto"]
    assert protoc.main(["protoc", "-I" + protos, "--python_out=" + out, "--grpc_python_out=" + out] + files) == 0
    sys.path.insert(0, out)
    from cairn.v1 import training_pb2, training_pb2_grpc
    return training_pb2, training_pb2_grpc


def main(address, protos):
    messages, services = stubs(protos)
    with grpc.insecure_channel(address) as channel:
        training = services.TrainingStub(channel)
        trainer = training.OpenTrainer(messages.OpenTrainerRequest())
        keys = [901, 902, 903]
        for sequence in (1, 2):
            rows = training.Pull(messages.PullRequest(trainer_id=trainer.trainer_id, table="items", keys=keys))
            gradients = struct.pack("<f", -1) * (len(keys) * rows.dimension)
            push = messages.PushRequest(trainer_id=trainer.trainer_id, sequence=sequence, table="items", keys=keys,
                                        gradients=gradients)
            training.Push(push)
            training.Push(push)  # sent again, as after a lost connection: counts once
            training.Flush(messages.FlushRequest(trainer_id=trainer.trainer_id))
        rows = training.Pull(messages.PullRequest(trainer_id=trainer.trainer_id, table="items", keys=keys))
        print([struct.unpack_from("<f", rows.rows, i * rows.row_bytes)[0] for i in range(len(keys))])


main(sys.argv[1], sys.argv[2])
