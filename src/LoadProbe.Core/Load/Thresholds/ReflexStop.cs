namespace LoadProbe.Core;

/// <summary>Why an agent stopped its share by itself.</summary>
/// <param name="By">guard or threshold.</param>
/// <param name="Reason">What it is, with the figure that broke it.</param>
public sealed record ReflexStop(string By, string Reason);
