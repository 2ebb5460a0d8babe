namespace LoadProbe.Capture;

/// <summary>
/// A TLS 1.3 server sends session tickets right after the client's Finished, in records that look like application data. They can come
/// after the first request was sent and must not be taken for its answer.
/// </summary>
internal sealed class TicketWatch
{
    private const int Most = 8, LeastTicket = 64, LargestTicket = 4096;

    // Numbers in a ticket take more or fewer bytes and are padded to blocks.
    private const int Alike = 32;

    // A server writes its tickets at once; what comes this much later was worked for.
    private const long Apart = 1_000_000;
    private readonly Record[] records = new Record[Most];
    private int count;

    private struct Record
    {
        public long Offset, Time, Acknowledged;
        public int Length;
    }

    /// <summary>Client offset acknowledged by the server's segment that is being read.</summary>
    public long Acknowledged { get; set; }

    public void Clear() => count = 0;

    /// <summary>False when there is no room for more.</summary>
    public bool Note(long offset, int length, long time)
    {
        records[count++] = new Record { Offset = offset, Length = length, Time = time, Acknowledged = Acknowledged };
        return count < Most;
    }

    /// <summary>Gives the first exchange its answer behind the tickets, or none when there are tickets only.</summary>
    public void Correct(ref Burst first, bool wasAnswered)
    {
        if (!first.Answered) return;
        int from = 0, end = 0;
        while (end < count && records[end].Offset < first.ServerTo) end++;
        while (from < end && records[from].Offset < first.ServerFrom) from++;
        int at = from;
        // A segment that does not acknowledge the whole request cannot answer it.
        while (at < end && records[at].Acknowledged < first.ClientTo) at++;
        if (at == from) at = Tickets(from, end);
        if (at == from) return;
        if (at == end)
        {
            // A client that went on had its answer, so these were no tickets; and beyond the last record noted there may have been one.
            if (wasAnswered || end == Most) return;
            first.ServerFrom = first.ServerTo;
            first.ResponseFirst = first.ResponseLast = 0;
            return;
        }
        first.ServerFrom = records[at].Offset;
        first.ResponseFirst = records[at].Time;
    }

    private int Tickets(int from, int end)
    {
        int at = from;
        // Tickets of one session are about equally long; one alone is told by what is waited for after it.
        while (at + 1 < end && Plausible(at) && Math.Abs(records[at + 1].Length - records[at].Length) <= Alike) at++;
        if (at > from) return at + 1;
        bool alone = from + 1 < end && Plausible(from) && records[from + 1].Time - records[from].Time > Apart;
        return alone ? from + 1 : from;
    }

    private bool Plausible(int at) => records[at].Length is >= LeastTicket and <= LargestTicket;
}
