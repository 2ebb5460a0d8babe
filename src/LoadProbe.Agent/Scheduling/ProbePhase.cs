using System.Security.Cryptography;
using System.Text;

namespace LoadProbe.Agent;

/// <summary>
/// When in its interval a probe starts on an agent: hash(probe, agent) mod interval. It never changes, also over
/// restarts; different probes spread evenly; two agents with one probe do not start together.
/// </summary>
public static class ProbePhase
{
    public static TimeSpan Of(string probe, string agent, TimeSpan every)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{probe}\n{agent}"));
        return TimeSpan.FromTicks((long)(BitConverter.ToUInt64(hash) % (ulong)every.Ticks));
    }

    /// <summary>The first start at or after <paramref name="now"/>.</summary>
    public static DateTimeOffset FirstStart(string probe, string agent, TimeSpan every, DateTimeOffset now)
    {
        long phase = Of(probe, agent, every).Ticks;
        long since = now.UtcTicks - phase;
        long periods = (since + every.Ticks - 1) / every.Ticks;
        return new DateTimeOffset((periods * every.Ticks) + phase, TimeSpan.Zero);
    }
}
