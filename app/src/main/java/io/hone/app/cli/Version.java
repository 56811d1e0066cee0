package io.hone.app.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest, and the Java it runs on. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "hone " + (version == null ? "development" : version),
      "Java " + Runtime.version() + ", " + System.getProperty("java.home")
    };
  }
}
