package io.cairn.trainer.data;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Lines of {@code user item}, each user's in the order of time, as several authors publish their processed Amazon
 * files. There are no times: all are 0, so the stable sort keeps the order of the file. The catalogue is 1 to the
 * largest id.
 */
final class UserItemReader {

    private UserItemReader() {
    }

    static SequenceDataset read(Path file) throws IOException {
        Events events = new Events();
        int largest = 0;
        try (DelimitedReader reader = new DelimitedReader(file, " ", "user", "item")) {
            while (reader.next()) {
                int item = reader.id(1);
                largest = Math.max(largest, item);
                events.add(reader.id(0), item, 0);
            }
        }
        if (largest == 0) {
            throw new DatasetException(file, "has no line 'user item'");
        }
        return SequenceDataset.of(events, Catalogue.upTo(largest), false, 1);
    }
}
