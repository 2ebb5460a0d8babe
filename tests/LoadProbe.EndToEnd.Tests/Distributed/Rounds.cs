namespace LoadProbe.EndToEnd.Tests;

/// <summary>How often and how hard the tests that measure do so: few and little, unless the environment says otherwise.</summary>
internal static class Rounds
{
    /// <summary>LOADPROBE_ROUNDS.</summary>
    public static int Count { get; } = Number("LOADPROBE_ROUNDS", 3);

    /// <summary>Arrivals a second: LOADPROBE_RATE.</summary>
    public static int Rate { get; } = Number("LOADPROBE_RATE", 500);

    private static int Number(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out int number) ? number : otherwise;
}
