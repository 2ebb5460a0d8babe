using System.Text.Json;

namespace LoadProbe.Core;

/// <summary>Outcomes of connections in the words of files: <c>client_ack_missing</c>.</summary>
public static class ConnectionOutcomes
{
    private static readonly string[] Words = Array.ConvertAll(Enum.GetNames<ConnectionOutcome>(), JsonNamingPolicy.SnakeCaseLower.ConvertName);

    public static string Word(this ConnectionOutcome outcome) => Words[(int)outcome];
}
