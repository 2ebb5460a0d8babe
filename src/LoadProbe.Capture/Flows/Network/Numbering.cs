namespace LoadProbe.Capture;

/// <summary>
/// IPv4 identifications of a sender that numbers the packets of a connection one by one, as Linux does: a number that never comes is a packet that
/// was lost, also where no later payload leaves a hole. Linux is known by its SYN-ACK, which has the number 0 and takes none: who numbers that one too
/// (routers that translate addresses, other systems) may number all connections together, and then what is missing went elsewhere.
/// </summary>
internal struct Numbering
{
    // Beyond this it is no loss but somebody else's numbers.
    private const int MostMissing = 64, LeastSteps = 8, StepsPerJump = 4;
    private const int Kept = 4;
    private ushort expected;
    private bool known, own;
    private int steps, jumps, next;
    private Gaps gaps;

    private struct Gap
    {
        public ushort From;
        public int Missing, Lost;
    }

    [System.Runtime.CompilerServices.InlineArray(Kept)]
    private struct Gaps
    {
        private Gap first;
    }

    private long lost;

    /// <summary>Segments that were lost and left no hole; 0 of a sender that does not number so.</summary>
    public readonly long Lost => own && steps >= LeastSteps && steps >= StepsPerJump * jumps ? lost : 0;

    /// <summary>The number of a SYN-ACK.</summary>
    public void Begin(ushort identification) => own = identification == 0;

    /// <summary>The next number says nothing: the capture missed packets.</summary>
    public void Forget() => known = false;

    /// <summary>How many numbers before that of a packet, which is of so many segments, are missing. One that comes late is missing no more.</summary>
    public int Take(ushort identification, long segments)
    {
        if (!known)
        {
            known = true;
            expected = (ushort)(identification + segments);
            return 0;
        }
        short step = (short)(identification - expected);
        if (step < 0)
        {
            Late(identification);
            return 0;
        }
        expected = (ushort)(identification + segments);
        if (step == 0) steps++;
        else jumps++;
        return step > MostMissing ? 0 : step;
    }

    /// <summary>Of those that are missing before a packet so many were payload that nothing else tells of.</summary>
    public void Lose(ushort identification, int missing, int segments)
    {
        gaps[next++ & (Kept - 1)] = new Gap { From = (ushort)(identification - missing), Missing = missing, Lost = segments };
        lost += segments;
    }

    private void Late(ushort identification)
    {
        for (int i = 0; i < Kept; i++)
        {
            ref Gap gap = ref gaps[i];
            if (gap.Lost == 0 || (ushort)(identification - gap.From) >= gap.Missing) continue;
            gap.Lost--;
            lost--;
        }
    }
}
