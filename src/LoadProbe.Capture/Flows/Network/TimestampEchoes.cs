namespace LoadProbe.Capture;

/// <summary>
/// When each timestamp value was first sent, until its first echo (RFC 7323 §4). Only what makes the other side answer is noted: a bare acknowledgement
/// is echoed when the other side next has something to say. Room for <see cref="Most"/> values; while it is full new ones are not noted.
/// </summary>
internal sealed class TimestampEchoes
{
    private const int Most = 32;
    private const long Lives = 10_000_000_000;
    private (uint Value, long Time)[] ring = [];
    private int head, count;
    private uint latest;
    private bool any;

    public void Clear()
    {
        head = count = 0;
        any = false;
    }

    public void Sent(uint value, long time)
    {
        if (value == 0 || (any && !Sequence.After(value, latest))) return;
        (latest, any) = (value, true);
        if (count == Most) return;
        if (ring.Length == 0) ring = new (uint, long)[Most];
        ring[(head + count++) % Most] = (value, time);
    }

    public bool TryEcho(uint echo, long time, out long roundTrip)
    {
        roundTrip = 0;
        while (count > 0)
        {
            (uint value, long sent) = ring[head];
            if (Sequence.After(value, echo)) return false;
            head = (head + 1) % Most;
            count--;
            if (value != echo) continue;
            roundTrip = time - sent;
            return roundTrip >= 0 && roundTrip <= Lives;
        }
        return false;
    }
}
