using System.Globalization;

namespace LoadProbe.Core;

/// <summary>How many of a probe's runs have to pass, over a window that goes with the time.</summary>
/// <param name="Objective">The share of the runs that could be judged, above 0 and below 1, as it was written: 99.999 % is exactly that.</param>
/// <param name="Window">Whole hours, from 1 to 90 days.</param>
public sealed record Slo(decimal Objective, TimeSpan Window)
{
    // The burn at which somebody is woken after an hour: Google, The Site Reliability Workbook, chapter 5.
    private const decimal PageBurn = 14.4m;

    /// <summary>The share of the runs that may fail.</summary>
    public decimal Budget => 1 - Objective;

    /// <summary>A share as people write it, with all its digits: <c>99.9%</c>.</summary>
    public static string Percent(decimal share) => (share * 100).ToString("0.########", CultureInfo.InvariantCulture) + "%";

    /// <summary>What the objective asks of runs that are too few to tell; empty when it can be told.</summary>
    /// <param name="every">From one run of an agent to the next.</param>
    /// <param name="agents">That run it, as far as is known; 1 or more.</param>
    public IReadOnlyList<string> Doubts(TimeSpan every, int agents)
    {
        var doubts = new List<string>();
        decimal ofHour = Math.Min(1, (decimal)every.Ticks / TimeSpan.TicksPerHour / agents), runs = (decimal)Window.Ticks / every.Ticks * agents;
        string by = agents == 1 ? "by one agent" : $"by {agents} agents";
        if (ofHour / Budget >= PageBurn) doubts.Add(string.Create(CultureInfo.InvariantCulture, $"one failed run is {ofHour * 100:0.##}% of an hour's, {ofHour / Budget:0.#} times what {Percent(Objective)} allows, run every {Durations.Text(every)} {by}: no page before the third failure; more agents, more runs or a lower objective would tell sooner"));
        if (runs * Budget < 1) doubts.Add(string.Create(CultureInfo.InvariantCulture, $"{Percent(Objective)} of {runs:0} runs in {Window.TotalDays:0.##}d allows no failure at all: run it more often, or lower the objective"));
        return doubts;
    }
}
