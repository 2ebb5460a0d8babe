namespace LoadProbe.Core;

/// <summary>Snapshots of any agents and seconds, merged exactly: counts and histograms are added, percentiles never averaged.</summary>
public sealed class RunFigures
{
    private readonly OrderedDictionary<(string Journey, string Step), StepFigures> _steps = [];
    private readonly OrderedDictionary<string, JourneyFigures> _journeys = [];
    private readonly Dictionary<string, int> _inFlight = [];
    private readonly Dictionary<string, (int Number, IReadOnlyList<Ages> Ages)> _underWay = [];

    public ArrivalCounts Arrivals { get; private set; }
    public LatencyHistogram Response { get; } = new();
    public LatencyHistogram Service { get; } = new();
    public LatencyHistogram Lateness { get; } = new();
    public long BytesSent { get; private set; }
    public long BytesReceived { get; private set; }

    /// <summary>What is known of the network; null = nothing.</summary>
    public NetworkFigures? Network { get; private set; }

    /// <summary>What part of requests' times was the generator's own, by their packets; null = nobody asked.</summary>
    public OwnShare? Own { get; private set; }

    /// <summary>How many were added.</summary>
    public int Snapshots { get; private set; }

    /// <summary>Journeys under way at once, at the most: the sum of what each agent had when it had most.</summary>
    public int PeakInFlight => _inFlight.Values.Sum();

    /// <summary>The age that the oldest unfinished journey reached.</summary>
    public TimeSpan OldestInFlight { get; private set; }

    /// <summary>How long what each agent had under way at the end of its newest second had been so.</summary>
    public IEnumerable<Ages> UnderWay => _underWay.Values.SelectMany(u => u.Ages);

    /// <summary>The generator's worst second, figure by figure.</summary>
    public GeneratorHealth Worst { get; private set; }

    /// <summary>Seconds, of any agent, and those in which a generator had not the processor it needed.</summary>
    public int Seconds { get; private set; }

    public int StarvedSeconds { get; private set; }

    /// <summary>Arrivals that found no free place in seconds in which a generator was behind, and how many those were.</summary>
    public long DropsBehind { get; private set; }

    public int SecondsBehind { get; private set; }

    /// <summary>Those of each journey together, in its order.</summary>
    public IReadOnlyCollection<StepFigures> Steps => _steps.Values;

    public IReadOnlyCollection<JourneyFigures> Journeys => _journeys.Values;

    public void Add(Snapshot snapshot)
    {
        Arrivals += snapshot.Arrivals;
        Response.Add(snapshot.Response);
        Service.Add(snapshot.Service);
        Lateness.Add(snapshot.Lateness);
        BytesSent += snapshot.BytesSent;
        BytesReceived += snapshot.BytesReceived;
        Network = NetworkFigures.Sum(Network, snapshot.Network);
        Own = OwnShare.Sum(Own, snapshot.Own);
        Snapshots++;
        _inFlight[snapshot.Agent] = Math.Max(_inFlight.GetValueOrDefault(snapshot.Agent), snapshot.InFlight);
        if (snapshot.OldestInFlight > OldestInFlight) OldestInFlight = snapshot.OldestInFlight;
        Renew(snapshot.Agent, snapshot.Number, snapshot.UnderWay);
        // The last snapshot of an agent is a piece of a second.
        if (!snapshot.Last)
        {
            Worst = Worst.WorseOf(snapshot.Generator);
            Seconds++;
            if (snapshot.Generator.IsStarved) StarvedSeconds++;
            if (snapshot.Arrivals.Drops.Cap > 0 && snapshot.IsBehind)
            {
                SecondsBehind++;
                DropsBehind += snapshot.Arrivals.Drops.Cap;
            }
        }

        foreach (StepSnapshot step in snapshot.Steps) Step(step.Journey, step.Step).Add(step);
        foreach (JourneySnapshot journey in snapshot.Journeys) Journey(journey.Journey).Add(journey);
    }

    /// <summary>Adds all that others are made of, as if their snapshots were added one by one.</summary>
    public void Add(RunFigures other)
    {
        Arrivals += other.Arrivals;
        Response.Add(other.Response);
        Service.Add(other.Service);
        Lateness.Add(other.Lateness);
        BytesSent += other.BytesSent;
        BytesReceived += other.BytesReceived;
        Network = NetworkFigures.Sum(Network, other.Network);
        Own = OwnShare.Sum(Own, other.Own);
        Snapshots += other.Snapshots;
        foreach ((string agent, int most) in other._inFlight) _inFlight[agent] = Math.Max(_inFlight.GetValueOrDefault(agent), most);
        if (other.OldestInFlight > OldestInFlight) OldestInFlight = other.OldestInFlight;
        foreach ((string agent, (int number, IReadOnlyList<Ages> ages)) in other._underWay) Renew(agent, number, ages);
        Worst = Worst.WorseOf(other.Worst);
        Seconds += other.Seconds;
        StarvedSeconds += other.StarvedSeconds;
        SecondsBehind += other.SecondsBehind;
        DropsBehind += other.DropsBehind;
        foreach (StepFigures step in other.Steps) Step(step.Journey, step.Step).Add(step);
        foreach (JourneyFigures journey in other.Journeys) Journey(journey.Journey).Add(journey);
    }

    private void Renew(string agent, int number, IReadOnlyList<Ages> ages)
    {
        if (!_underWay.TryGetValue(agent, out (int Number, IReadOnlyList<Ages>) known) || known.Number < number) _underWay[agent] = (number, ages);
    }

    private StepFigures Step(string journey, string step)
    {
        if (!_steps.TryGetValue((journey, step), out StepFigures? figures)) _steps[(journey, step)] = figures = new StepFigures(journey, step);
        return figures;
    }

    private JourneyFigures Journey(string journey)
    {
        if (!_journeys.TryGetValue(journey, out JourneyFigures? figures)) _journeys[journey] = figures = new JourneyFigures(journey);
        return figures;
    }
}
