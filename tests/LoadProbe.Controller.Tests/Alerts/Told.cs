using LoadProbe.Metrics;

namespace LoadProbe.Controller.Tests;

/// <summary>A receiver that a test is, and the incidents that it is told of, by a clock that the test has in its hand.</summary>
internal sealed class Told : IAsyncDisposable
{
    private static readonly AlertRules Rules = new()
    {
        At = default, Receivers = [new WebhookReceiver { At = default, Name = "chat", Url = Template.Constant("http://127.0.0.1:9/") }],
        Grouping = new Grouping(["target"], TimeSpan.FromSeconds(2), TimeSpan.FromHours(1)),
    };

    private readonly ImaginedClock _time;
    private readonly Outlet _outlet;
    private IReadOnlyDictionary<string, Probe> _probes = new Dictionary<string, Probe>();
    private IReadOnlyList<Incident> _incidents = [];

    /// <summary>Begins to tell, as a controller does that begins to lead.</summary>
    public Told(IStore store, ImaginedClock time)
    {
        _time = time;
        var end = new OutletEnd("chat", Rules.Receivers[0], (notification, _, _) =>
        {
            Delivery answer = Answer(notification);
            if (answer.Fault is null) Notifications.Add(notification);
            Attempts++;
            return Task.FromResult(answer);
        });
        _outlet = new Outlet(end, new OutletBook("chat", store.Alerts, store.Incidents), () => new AlertView(Rules, _incidents, _probes), Book.Own.Alerts, Said.Add, time);
    }

    public MetricsBook Book { get; } = new("test");

    /// <summary>What arrived.</summary>
    public List<Notification> Notifications { get; } = [];

    public List<string> Said { get; } = [];

    public int Attempts { get; private set; }

    public Func<Notification, Delivery> Answer { get; set; } = _ => Delivery.Done;

    public static Incident Incident(string probe, DateTimeOffset at, DateTimeOffset? closed = null)
    {
        var evidence = new Evidence(Guid.CreateVersion7(at), "a", at, Outcome.StatusMismatch, "open", "status 503");
        return new Incident { Id = Guid.CreateVersion7(at), Probe = probe, Target = "shop", Opened = at, Closed = closed, Cause = evidence.Outcome, Step = "open", Detail = evidence.Detail, First = evidence, Last = evidence, Agents = ["a", "b", "c"] };
    }

    /// <summary>These are known from now on.</summary>
    public void Know(params Incident[] incidents) => _incidents = incidents;

    public void Apply(Probe probe) => _probes = new Dictionary<string, Probe> { [probe.Name] = probe };

    /// <summary>So many seconds pass.</summary>
    public void Pass(int seconds)
    {
        for (int i = 0; i < seconds; i++) _time.Advance(TimeSpan.FromSeconds(1));
    }

    public async Task<double> MetricAsync(string series)
    {
        using var stream = new MemoryStream();
        await Book.WriteAsync(stream, CancellationToken.None);
        string text = System.Text.Encoding.UTF8.GetString(stream.ToArray());
        return double.Parse(text.Split('\n').First(l => l.StartsWith(series, StringComparison.Ordinal))[(series.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => _outlet.DisposeAsync();
}
