namespace LoadProbe.Core;

/// <summary>Where a target lives; it picks the safety policy. What is not said is <see cref="Prod"/>.</summary>
public enum EnvironmentClass : byte
{
    Prod,
    Staging,
    Test,
    Dev,
}
