namespace LoadProbe.Controller;

/// <summary>What another controller needs of a run that it did not begin, to end it and to tell what came of it.</summary>
/// <param name="Agents">Those that were ordered.</param>
/// <param name="Definitions">As they were sent.</param>
public sealed record RunOrders(IReadOnlyList<string> Agents, DefinitionBundle Definitions);
