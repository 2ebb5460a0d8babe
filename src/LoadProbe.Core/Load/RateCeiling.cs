using System.Globalization;

namespace LoadProbe.Core;

/// <summary>The most arrivals of a run that are sent in any second, wherever it begins, over all of its agents. What would be more is dropped and counted.</summary>
public static class RateCeiling
{
    /// <summary>What a second is longer at the agents, so that it is none too short at the server, to which requests take unlike ways.</summary>
    public static readonly TimeSpan Room = TimeSpan.FromMilliseconds(50);

    /// <summary>What is wrong with a ceiling above such a rate; null = what is sent in time is below it.</summary>
    public static string? Fault(double ceiling, double rate)
    {
        double least = Math.Ceiling(rate * (1 + Room.TotalSeconds));
        return ceiling >= least ? null : string.Create(CultureInfo.InvariantCulture, $"has no room above {rate:0.###}/s: arrivals that are sent in time would be dropped; make it at least {least:0}/s, or lower the rate");
    }
}
