namespace LoadProbe.Pressure;

/// <summary>
/// Whose fault it is that an arrival finds no free place: the cap's and the target's while we are on time. Behind the plan we
/// catch up by a burst, and when half of the places were free before it, it is the burst that took them.
/// </summary>
/// <param name="places">Journeys in flight, at the most.</param>
internal sealed class Burst(int places)
{
    // Less is the scatter of timers.
    private static readonly TimeSpan OnTime = TimeSpan.FromMilliseconds(10);

    private bool _hadRoom;

    /// <summary>Takes an arrival that was sent so late, and how many places are taken with it.</summary>
    public void Sent(TimeSpan late, int taken)
    {
        if (late < OnTime) _hadRoom = taken <= places / 2;
    }

    /// <summary>Takes an arrival that found no place, so late; why it is dropped.</summary>
    public DropReason Full(TimeSpan late)
    {
        if (late < OnTime) _hadRoom = false;
        return _hadRoom ? DropReason.Saturated : DropReason.Cap;
    }
}
