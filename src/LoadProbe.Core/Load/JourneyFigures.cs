namespace LoadProbe.Core;

/// <summary>How long one journey took over any number of snapshots; how many ended and failed, its steps say.</summary>
public sealed class JourneyFigures(string journey)
{
    public string Journey { get; } = journey;
    public LatencyHistogram Response { get; } = new();
    public LatencyHistogram Service { get; } = new();

    public void Add(JourneySnapshot snapshot)
    {
        Response.Add(snapshot.Response);
        Service.Add(snapshot.Service);
    }

    /// <summary>Adds those of other snapshots.</summary>
    public void Add(JourneyFigures other)
    {
        Response.Add(other.Response);
        Service.Add(other.Service);
    }
}
