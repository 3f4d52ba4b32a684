package io.cairn.trainer.data;

import java.util.SplittableRandom;

/** Independent random streams, many per seed, so that epoch 7 or record 900,000 needs none of those before it. */
final class RandomStreams {

    private RandomStreams() {
    }

    static SplittableRandom stream(long seed, long index) {
        // the first output is a mix of the seed: neighbouring seeds then do not share streams
        return new SplittableRandom(new SplittableRandom(seed).nextLong() + index);
    }
}
