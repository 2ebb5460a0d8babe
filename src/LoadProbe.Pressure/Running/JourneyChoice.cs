namespace LoadProbe.Pressure;

/// <summary>Which of the scenario's journeys an arrival of one track runs.</summary>
internal sealed class JourneyChoice(Track track, int first)
{
    private readonly Mix _mix = new([.. track.Mix.Select(m => m.Weight)]);

    /// <summary>Its index among the journeys of all tracks.</summary>
    public int At(long n) => first + _mix.At(n);
}
