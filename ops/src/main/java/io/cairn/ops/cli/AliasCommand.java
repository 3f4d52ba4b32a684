package io.cairn.ops.cli;

import io.cairn.client.view.Alias;
import io.cairn.table.AliasName;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sets, removes and shows aliases of tables. */
@Command(name = "alias", description = "Choose which table a name stands for that programs read: items@live.",
    subcommands = {AliasCommand.Set.class, AliasCommand.Remove.class, AliasCommand.ListAll.class})
final class AliasCommand {

    /** Which table an alias stands for. */
    record Target(String alias, String table) {

        static Target of(Alias alias) {
            return new Target(alias.name(), alias.table().name());
        }
    }

    /** Sets an alias. */
    @Command(name = "set", description = "Have an alias stand for a table, whatever it stood for before. All gateways "
        + "follow within about a tenth of a second. Set it to the table before to go back.")
    static final class Set implements Runnable {

        @Parameters(index = "0", paramLabel = "ALIAS", description = "A name and a label, as in items@live.")
        private AliasName alias;

        @Parameters(index = "1", paramLabel = "TABLE", description = "A table that there is.")
        private String table;

        @Mixin
        private ClusterOptions cluster;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            cluster.ask(client -> {
                client.setAlias(alias.text(), table);
                return table;
            });
            output.print(new Target(alias.text(), table), () -> alias + " stands for table '" + table + "'");
        }
    }

    /** Removes an alias. */
    @Command(name = "remove", description = "Remove an alias; its table stays. One that is not there is no error.")
    static final class Remove implements Runnable {

        @Parameters(paramLabel = "ALIAS", description = "Which alias.")
        private AliasName alias;

        @Mixin
        private ClusterOptions cluster;

        @Mixin
        private OutputOptions output;

        /** What became of an alias. */
        record Removed(String alias, boolean existed) {
        }

        @Override
        public void run() {
            Removed removed = new Removed(
                alias.text(), cluster.ask(client -> client.removeAlias(alias.text())));
            output.print(removed, () -> removed.existed()
                ? "removed alias " + alias
                : "there is no alias " + alias + ": nothing to remove");
        }
    }

    /** Shows all aliases. */
    @Command(name = "list", description = "Show all aliases and the tables that they stand for.")
    static final class ListAll implements Runnable {

        @Mixin
        private ClusterOptions cluster;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            List<Target> aliases = cluster.ask(client -> client.aliases()).stream().map(Target::of).toList();
            output.print(aliases, () -> text(aliases));
        }

        private static String text(List<Target> aliases) {
            if (aliases.isEmpty()) {
                return "no aliases yet; make one: cairn alias set NAME@LABEL TABLE";
            }
            TextTable text = new TextTable("alias", "table");
            aliases.forEach(target -> text.row(target.alias(), target.table()));
            return text.toString();
        }
    }
}
