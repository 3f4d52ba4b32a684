package io.cairn.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A data set that trains in a second: users who walk through the items with a stride of their own. */
final class SmallRatings {

    static final int ITEMS = 40;

    private static final int USERS = 60;
    private static final int EVENTS = 12;
    private static final int SEED = 1;

    private SmallRatings() {
    }

    /** Writes lines of {@code user item}. */
    static Path write(Path folder) throws IOException {
        Random random = new Random(SEED);
        StringBuilder lines = new StringBuilder();
        for (int user = 1; user <= USERS; user++) {
            int item = random.nextInt(ITEMS);
            int stride = 1 + random.nextInt(3);
            for (int event = 0; event < EVENTS; event++) {
                lines.append(user).append(' ').append(1 + (item + event * stride) % ITEMS).append('\n');
            }
        }
        return Files.writeString(folder.resolve("ratings"), lines);
    }
}
