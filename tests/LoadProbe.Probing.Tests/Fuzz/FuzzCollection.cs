namespace LoadProbe.Probing.Tests;

/// <summary>Counts the sockets of the whole process, and so runs with nothing beside it.</summary>
[CollectionDefinition("fuzz", DisableParallelization = true)]
public sealed class FuzzCollection;
