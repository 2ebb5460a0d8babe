using System.Diagnostics;

namespace LoadProbe.Capture.Tests;

/// <summary>Watches at the server's door how long it takes from a request to its answer, each of one segment.</summary>
internal sealed class ServedTimes
{
    private readonly List<TimeSpan> times = [];
    private uint requested, answered;
    private long asked;

    public IReadOnlyList<TimeSpan> Times => times;

    /// <summary>A segment arrives at the server.</summary>
    public void Request(uint sequence, int payload)
    {
        if (payload == 0 || !IsNew(ref requested, sequence, payload)) return;
        asked = Stopwatch.GetTimestamp();
    }

    /// <summary>A segment leaves the server.</summary>
    public void Answer(uint sequence, int payload)
    {
        if (payload == 0 || !IsNew(ref answered, sequence, payload) || asked == 0) return;
        times.Add(Stopwatch.GetElapsedTime(asked));
        asked = 0;
    }

    private static bool IsNew(ref uint end, uint sequence, int payload)
    {
        uint to = sequence + (uint)payload;
        if (end != 0 && (int)(to - end) <= 0) return false;
        end = to;
        return true;
    }
}
