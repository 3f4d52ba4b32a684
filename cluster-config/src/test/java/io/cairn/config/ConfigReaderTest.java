package io.cairn.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.access.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

    private static final Path FOLDER = Path.of("/srv/cairn");
    private static final String PRINCIPALS = """
        access:
          mode: token
          principals:
            - name: nodes
              role: node
              tokenFile: secrets/nodes
            - name: trainers
              role: trainer
              tokenEnv: TRAINERS_TOKEN
        """;

    @Test
    void withoutAFileOneNodeWithOneShardRunsHere() {
        ClusterConfig config = ConfigReader.laptop();

        assertEquals(List.of("node-1"), config.nodes().stream().map(NodeConfig::name).toList());
        assertEquals(List.of(new ShardConfig(0, List.of("node-1"))), config.shards());
        assertEquals(Path.of("data/cairn/node-1"), config.nodes().get(0).dataDirectory());
        assertEquals(20_100, config.nodes().get(0).basePort());
        assertEquals(ChannelConfig.oneMachine(), config.channels());
        assertEquals(Limits.defaults(), config.limits());
    }

    @Test
    void whatTheFileSaysStandsBesideDefaults() {
        ClusterConfig config = read("""
            profile: lan
            name: prod
            nodes:
              - name: a
                host: 10.0.0.1
              - name: b
                dataDirectory: state/b
            limits:
              inFlightMax: 4
            access:
              mode: open
            """);

        assertEquals(4096, config.slotCount());
        assertEquals(ChannelConfig.lan(), config.channels());
        assertEquals(4, config.limits().inFlightMax());
        assertEquals(1000, config.limits().tablesMax());
        assertEquals("10.0.0.1", config.node("a").host());
        assertEquals(FOLDER.resolve("data/prod/a"), config.node("a").dataDirectory());
        assertEquals(FOLDER.resolve("state/b"), config.node("b").dataDirectory());
        assertEquals(List.of("a"), config.directory().replicas());
        assertEquals(List.of(List.of("a"), List.of("b")), config.shards().stream().map(ShardConfig::replicas).toList());
    }

    @Test
    void gatewaysAreThoseWrittenDownWithPortsByPlace() {
        assertEquals(List.of(), read("name: c").gateways());
        assertEquals(List.of(new GatewayConfig("node-1", "127.0.0.1", 20_081, 20_379)),
            ConfigReader.laptop().gateways());
        assertEquals(
            List.of(new GatewayConfig("node-1", "127.0.0.1", 20_081, 7000),
                new GatewayConfig("door", "0.0.0.0", 21_081, 21_379)),
            read("""
                gateways:
                  - respPort: 7000
                  - name: door
                    host: 0.0.0.0
                """).gateways());
    }

    @Test
    void placeInTheListIsTheIdOfAShard() {
        ClusterConfig config = read("""
            shards:
              - replicas: [node-1]
              - replicas: [node-1]
              - {}
            """);

        assertEquals(List.of(0, 1, 2), config.shards().stream().map(ShardConfig::id).toList());
    }

    @Test
    void environmentFillsReferences() {
        String text = """
            # ${NOT_SET} in a comment means nothing
            name: ${CLUSTER:-other}
            nodes:
              - basePort: ${PORT:-30000}
            """;

        assertEquals("other", parse(text, Map.of()).name());
        assertEquals(30_000, parse(text, Map.of()).nodes().get(0).basePort());
        assertEquals(31_000, parse(text, Map.of("PORT", "31000")).nodes().get(0).basePort());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        name: a\\nnmae: b                       | 2 | nmae is not a known key; known here are profile, name, slotCount
        channels:\\n  mtu: 1408                 | 2 | channels.mtu is not a known key; known here are termBytes
        channels:\\n  termBytes: 1\\n           | 2 | channels.termBytes must be a power of two from 1048576
        channels:\\n  termBytes: big            | 2 | channels.termBytes must be a whole number, got "big"
        slotCount: 17                           | 1 | slotCount must be a power of two from 16 to 65536, got 17
        profile: desk                           | 1 | profile must be one of [laptop, lan], got 'desk'
        nodes:\\n- name: a\\n- basePort: 80     | 3 | nodes.basePort of node-2 must be 1024 to
        nodes:\\n- name: a b                    | 2 | nodes.name must be 1 to 32 letters
        nodes:\\n- name: a\\n- name: a          | 1 | nodes must have different names, got [a, a]
        nodes: {}                               | 1 | nodes must be a list
        shards:\\n- replicas: [x]               | 1 | node 'x': known nodes are [node-1]
        shards:\\n- replicas: [a, b]            | 2 | shard-0 needs 1, 3 or 5 replicas, got 2
        shards:\\n- replicas: 3                 | 2 | shards.0.replicas must be a list, got 3
        name: x\\nname: y                       | 2 | Duplicate field 'name'
        name: [                                 | 1 | while parsing
        hello                                   | 1 | the file must be a mapping
        nodes:\\n- host: 10.0.0.1              | 1 | set access.mode to token, or to open if all of them are trusted
        nodes:\\n- host: 127.evil.example      | 1 | which others can reach
        access:\\n  mode: none                 | 2 | mode must be one of [local, open, token], got 'none'
        access:\\n  mode: token                | 1 | principals must have one of role node
        access:\\n  principals:\\n  - name: a\\n    token: x | 4 | token must not stand in the settings
        access:\\n  principals:\\n  - name: a\\n    role: x  | 4 | role must be one of [reader, trainer, operator, node]
        access:\\n  principals:\\n  - name: a\\n    role: node | 3 | principal 'a' needs tokenFile or tokenEnv
        name: x\\nslotCount: ${SLOTS}           | 2 | environment variable SLOTS is not set
        """)
    void errorNamesFileLineAndWhatIsAllowed(String text, int line, String reason) {
        ConfigException error = assertThrows(ConfigException.class, () -> read(text.replace("\\n", "\n")));

        assertEquals(line, error.line(), error.getMessage());
        assertTrue(error.getMessage().startsWith("cluster.yaml:" + line + ": "), error.getMessage());
        assertTrue(error.getMessage().contains(reason), error.getMessage());
    }

    @Test
    void principalsAreReadWithThePlaceOfTheirTokens() {
        ClusterConfig config = read(PRINCIPALS);

        assertEquals(AccessMode.TOKEN, config.access().mode());
        assertEquals(List.of(
            new PrincipalConfig("nodes", Role.NODE, FOLDER.resolve("secrets/nodes").toString(), ""),
            new PrincipalConfig("trainers", Role.TRAINER, "", "TRAINERS_TOKEN")), config.access().principals());
        assertEquals(config, read(ConfigWriter.yaml(config)));
    }

    @Test
    void tokenWrittenIntoTheFileIsNotRepeatedByTheError() {
        String text = "access:\n  mode: token\n  principals:\n  - name: a\n    token: hunter2hunter2";

        ConfigException error = assertThrows(ConfigException.class, () -> read(text));

        assertFalse(error.getMessage().contains("hunter2"), error.getMessage());
    }

    @Test
    void whatIsWrittenReadsBackTheSame() {
        ClusterConfig config = read("{name: prod, nodes: [{name: a}, {name: b}], channels: {mtuBytes: 8192}}");

        assertEquals(config, parse(ConfigWriter.yaml(config), Map.of()));
        assertEquals(config, parse(ConfigWriter.json(config), Map.of()));
    }

    private static ClusterConfig read(String text) {
        return parse(text, Map.of());
    }

    private static ClusterConfig parse(String text, Map<String, String> environment) {
        return ConfigReader.parse("cluster.yaml", text, environment, FOLDER);
    }
}
