using System.Text.Json;

namespace LoadProbe.Core;

/// <summary>How a <see cref="ProbeState"/> is written.</summary>
public static class ProbeStates
{
    private static readonly string[] Words = [.. Enum.GetNames<ProbeState>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProbeState> All { get; } = Enum.GetValues<ProbeState>();

    /// <summary>The state as users and programs read it.</summary>
    public static string Word(this ProbeState state) => Words[(int)state];
}
