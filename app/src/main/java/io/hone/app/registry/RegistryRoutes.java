package io.hone.app.registry;

import static io.hone.app.registry.Route.read;
import static io.hone.app.registry.Route.write;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/** Confluent's REST API, as far as the embedded registry speaks it. */
final class RegistryRoutes {
  private static final List<Route> ALL =
      List.of(
          read("GET", "", (ledger, request) -> JsonNodeFactory.instance.objectNode()),
          read("GET", "subjects", SubjectQueries::subjects),
          read("POST", "subjects/*", SubjectQueries::lookup),
          write("DELETE", "subjects/*", SubjectChanges::deleteSubject),
          read("GET", "subjects/*/versions", SubjectQueries::versions),
          write("POST", "subjects/*/versions", SubjectChanges::register),
          read("GET", "subjects/*/versions/*", SubjectQueries::version),
          write("DELETE", "subjects/*/versions/*", SubjectChanges::deleteVersion),
          read("GET", "subjects/*/versions/*/schema", SubjectQueries::schemaOfVersion),
          read("GET", "subjects/*/versions/*/referencedby", SubjectQueries::referencedBy),
          read("GET", "schemas", SchemaQueries::list),
          read("GET", "schemas/types", (ledger, request) -> SchemaQueries.types()),
          read("GET", "schemas/ids/*", SchemaQueries::byId),
          read("GET", "schemas/ids/*/schema", SchemaQueries::schemaById),
          read("GET", "schemas/ids/*/subjects", SchemaQueries::subjectsOf),
          read("GET", "schemas/ids/*/versions", SchemaQueries::versionsOf),
          read("POST", "compatibility/subjects/*/versions", SubjectQueries::compatibleWithAll),
          read("POST", "compatibility/subjects/*/versions/*", SubjectQueries::compatibleWithOne),
          read("GET", "config", LevelHandlers::show),
          read("GET", "config/*", LevelHandlers::show),
          write("PUT", "config", LevelHandlers::set),
          write("PUT", "config/*", LevelHandlers::set),
          write("DELETE", "config", LevelHandlers::clear),
          write("DELETE", "config/*", LevelHandlers::clear),
          read("GET", "mode", (ledger, request) -> ServerFacts.mode()),
          read("GET", "mode/*", (ledger, request) -> ServerFacts.mode()),
          read("PUT", "mode", (ledger, request) -> ServerFacts.setMode(request)),
          read("PUT", "mode/*", (ledger, request) -> ServerFacts.setMode(request)),
          read("GET", "contexts", (ledger, request) -> ServerFacts.contexts()),
          read("GET", "v1/metadata/id", (ledger, request) -> ServerFacts.id()),
          read("GET", "v1/metadata/version", (ledger, request) -> ServerFacts.version()));

  private RegistryRoutes() {}

  /**
   * The operation that a request asks for.
   *
   * @throws RegistryError 404 if no path matches, 405 if only the method does not
   */
  static Route find(RegistryRequest request) {
    List<Route> here = ALL.stream().filter(route -> route.matches(request.path())).toList();
    if (here.isEmpty()) {
      throw RegistryError.notFound();
    }
    return here.stream()
        .filter(route -> route.method().equals(request.method()))
        .findFirst()
        .orElseThrow(RegistryError::methodNotAllowed);
  }
}
