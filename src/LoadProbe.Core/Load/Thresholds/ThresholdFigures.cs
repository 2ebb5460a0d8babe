using System.Globalization;
using System.Text.Json;

namespace LoadProbe.Core;

/// <summary>How the figures of thresholds are written and what they are measured in.</summary>
public static class ThresholdFigures
{
    /// <summary>The figures by the words that users write.</summary>
    internal static readonly IReadOnlyDictionary<string, ThresholdFigure> ByWord =
        Enum.GetValues<ThresholdFigure>().ToDictionary(f => JsonNamingPolicy.SnakeCaseLower.ConvertName(f.ToString()));

    /// <summary>What other tools, or other people, call them.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Synonyms = new Dictionary<string, string>
    {
        ["latency"] = "response", ["duration"] = "response", ["time"] = "response", ["rt"] = "response",
        ["error"] = "errors", ["failures"] = "errors", ["failed"] = "errors", ["dropped"] = "drops", ["delay"] = "lateness",
        ["ttfb"] = "wait", ["waiting"] = "wait", ["rps"] = "rate", ["qps"] = "rate", ["tps"] = "rate", ["throughput"] = "rate",
        ["concurrency"] = "in_flight", ["inflight"] = "in_flight", ["age"] = "oldest",
        ["loss"] = "retransmissions", ["packet_loss"] = "retransmissions", ["retransmits"] = "retransmissions", ["retransmitted"] = "retransmissions", ["reset"] = "resets", ["rst"] = "resets", ["rtt"] = "network_rtt",
    };

    public static string Word(this ThresholdFigure figure) => ByWord.First(w => w.Value == figure).Key;

    /// <summary>Whether it is many times, of which a percentile, the mean or the longest is meant.</summary>
    public static bool HasStatistic(this ThresholdFigure figure) => figure is <= ThresholdFigure.Receive or ThresholdFigure.NetworkRtt;

    /// <summary>Whether it is a share, from 0 to 1.</summary>
    private static bool IsShare(this ThresholdFigure figure) => figure is ThresholdFigure.Errors or ThresholdFigure.Drops or ThresholdFigure.Retransmissions or ThresholdFigure.Resets;

    /// <summary>Whether steps and journeys have one of their own.</summary>
    public static bool IsOfSteps(this ThresholdFigure figure) => figure is not (ThresholdFigure.Lateness or ThresholdFigure.Drops) and < ThresholdFigure.InFlight;

    /// <summary>The part of a step's time that it is; null when it is none.</summary>
    public static Phase? Phase(this ThresholdFigure figure) => figure is >= ThresholdFigure.Dns and <= ThresholdFigure.Receive ? (Phase)(figure - ThresholdFigure.Dns) : null;

    /// <summary>What a limit of it looks like.</summary>
    internal static string Example(this ThresholdFigure figure) => figure switch
    {
        _ when figure.IsShare() => "a share such as 0.1%",
        ThresholdFigure.Rate => "a rate such as 500/s",
        ThresholdFigure.InFlight => "a number such as 500",
        _ => "a time such as 300ms",
    };

    /// <summary>Reads a limit: seconds, a share from 0 to 1, arrivals a second, or a number.</summary>
    internal static bool TryLimit(this ThresholdFigure figure, string text, out double value)
    {
        value = 0;
        switch (figure)
        {
            case var _ when figure.IsShare():
                return text.EndsWith('%') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value) && (value /= 100) is >= 0 and <= 1;
            case ThresholdFigure.Rate:
                return Rates.TryParse(text, out value) && value >= 0;
            case ThresholdFigure.InFlight:
                return double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
            default:
                bool read = Durations.TryParse(text, out TimeSpan time) && time >= TimeSpan.Zero;
                value = time.TotalSeconds;
                return read;
        }
    }

    /// <summary>A value of it, for a person.</summary>
    internal static string Written(this ThresholdFigure figure, double value) => figure switch
    {
        _ when figure.IsShare() => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.###}%"),
        ThresholdFigure.Rate => string.Create(CultureInfo.InvariantCulture, $"{value:0.#}/s"),
        ThresholdFigure.InFlight => string.Create(CultureInfo.InvariantCulture, $"{value:0}"),
        _ => Durations.Text(TimeSpan.FromSeconds(value)),
    };
}
