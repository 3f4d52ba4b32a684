package io.cairn.server.gateway.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.annotation.Description;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Param;
import io.cairn.client.view.Alias;
import io.cairn.client.view.ClusterView;
import io.cairn.client.view.Table;
import io.cairn.server.gateway.lookup.LookupError;
import io.cairn.server.gateway.lookup.LookupFailedException;
import io.cairn.server.gateway.lookup.LookupFailure;
import io.cairn.server.gateway.lookup.Lookups;
import java.util.List;
import java.util.Optional;

/** Which tables there are. Public for Armeria, which calls public methods of public classes only. */
@Description("Tells which tables there are.")
public final class TablePages {

    private final Lookups lookups;

    TablePages(Lookups lookups) {
        this.lookups = lookups;
    }

    /** What a reader needs to know of a table. */
    record TableDescription(String name, int id, int dimension, int rowBytes) {

        static TableDescription of(Table table) {
            return new TableDescription(table.name(), table.id(), table.dimension(), table.rowBytes());
        }
    }

    /** A name, and the name of the table that it stands for. */
    record AliasDescription(String name, String table) {

        static AliasDescription of(Alias alias) {
            return new AliasDescription(alias.name(), alias.table().name());
        }
    }

    /** All tables and aliases. */
    record TableList(List<TableDescription> tables, List<AliasDescription> aliases) {

        static TableList of(ClusterView view) {
            return new TableList(view.tables().stream().map(TableDescription::of).toList(),
                view.aliases().stream().map(AliasDescription::of).toList());
        }
    }

    /**
     * All tables and aliases, as of about a second ago at most.
     *
     * @return their list, or a problem document.
     */
    @Get("/v1/tables")
    @Description("All tables, and the aliases that stand for some of them.")
    public HttpResponse tables() {
        return lookups.view()
            .map(view -> HttpResponse.ofJson(TableList.of(view)))
            .orElseGet(TablePages::unavailable);
    }

    /**
     * One table.
     *
     * @param name of the table, or an alias.
     * @return what it is, or a problem document.
     */
    @Get("/v1/tables/{table}")
    @Description("One table.")
    public HttpResponse table(@Param("table") String name) {
        Optional<ClusterView> view = lookups.view();
        return view.isEmpty() ? unavailable() : view.get().table(name)
            .map(table -> HttpResponse.ofJson(HttpStatus.OK, TableDescription.of(table)))
            .orElseGet(() -> failed(LookupError.UNKNOWN_TABLE, "there is no table '" + name + "'"));
    }

    private static HttpResponse unavailable() {
        return failed(LookupError.UNAVAILABLE, "the gateway has not heard of the cluster's tables yet");
    }

    private static HttpResponse failed(LookupError error, String message) {
        return Problem.of(new LookupFailedException(LookupFailure.of(error, message))).response();
    }
}
