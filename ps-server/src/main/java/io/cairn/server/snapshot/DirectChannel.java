package io.cairn.server.snapshot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An open file whose bytes pass the system's page cache by, where the file system allows that. Positions, lengths and
 * addresses of memory must then be multiples of a block.
 *
 * @param file       the file.
 * @param blockBytes length of a block, a power of two.
 */
record DirectChannel(FileChannel file, int blockBytes) {

    private static final String DIRECT_OPTIONS = "com.sun.nio.file.ExtendedOpenOption";
    private static final String DIRECT = "DIRECT";

    static DirectChannel open(Path path, Set<StandardOpenOption> options) throws IOException {
        int blockBytes = (int) Files.getFileStore(path.toAbsolutePath().getParent()).getBlockSize();
        try {
            return new DirectChannel(FileChannel.open(path, direct(options)), blockBytes);
        } catch (IOException | UnsupportedOperationException e) {
            // the file system knows of no direct access, as for example one in memory
            return new DirectChannel(FileChannel.open(path, options), blockBytes);
        }
    }

    /** Options for direct access; the JDK has that one outside the packages that the compiler lets one name. */
    private static Set<OpenOption> direct(Set<StandardOpenOption> options) {
        Set<OpenOption> direct = new HashSet<>(options);
        try {
            Stream.of(Class.forName(DIRECT_OPTIONS).getEnumConstants())
                .filter(option -> option.toString().equals(DIRECT))
                .forEach(option -> direct.add((OpenOption) option));
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException("this Java has no direct access to files", e);
        }
        return direct;
    }
}
