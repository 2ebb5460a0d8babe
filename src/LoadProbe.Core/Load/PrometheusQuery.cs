using System.Globalization;

namespace LoadProbe.Core;

/// <summary>A question to a Prometheus, asked again and again beside a run, and between which values the answer has to be.</summary>
public sealed record PrometheusQuery
{
    /// <summary>How often it can be asked at the most.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>How often it is asked at the least.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>How often it is asked when nothing is said, and how long an answer may take at the most.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);

    public required Place At { get; init; }

    /// <summary>Where the Prometheus is, with the path that it is under.</summary>
    public required Uri Server { get; init; }

    /// <summary>PromQL whose result is an instant vector or a scalar.</summary>
    public required string Query { get; init; }

    /// <summary>For a person.</summary>
    public required string Name { get; init; }

    /// <summary>Null = as low as it likes; <see cref="Max"/> is there then.</summary>
    public double? Min { get; init; }

    /// <summary>Null = as high as it likes; <see cref="Min"/> is there then.</summary>
    public double? Max { get; init; }

    public TimeSpan Every { get; init; } = Usual;

    /// <summary>So long it has to be outside without a break.</summary>
    public TimeSpan For { get; init; }

    public NoDataAction NoData { get; init; }

    /// <summary>What a breach does.</summary>
    public BreachAction Else { get; init; } = BreachAction.Abort;

    /// <summary>With hold and back off: for how long it has to be inside again before more is sent.</summary>
    public TimeSpan Dwell { get; init; } = Threshold.StandardDwell;

    /// <summary>The token that is shown to the Prometheus; null = none.</summary>
    public Template? Bearer { get; init; }

    /// <summary>What has not come by then is no answer.</summary>
    public TimeSpan Patience => Every < Usual ? Every : Usual;

    /// <summary>The whole rule, in one line.</summary>
    public string Text => $"prometheus: {Name} {Limits}{(For > TimeSpan.Zero ? $" for {Durations.Text(For)}" : "")}{(NoData == NoDataAction.Ignore ? ", no data ignored" : "")}, else {Else.Word()}";

    /// <summary>A number as people and Prometheus write it.</summary>
    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>By how much a value is outside; zero or less = it is not, NaN = it is no number.</summary>
    public double Excess(double value) =>
        Math.Max(Max is { } most ? value - most : Within(value), Min is { } least ? least - value : Within(value));

    private string Limits => (Min, Max) switch
    {
        ({ } least, { } most) => $"from {Number(least)} to {Number(most)}",
        ({ } least, null) => $"at least {Number(least)}",
        (null, var most) => $"at most {Number(most!.Value)}",
    };

    private static double Within(double value) => double.IsNaN(value) ? double.NaN : double.NegativeInfinity;
}
