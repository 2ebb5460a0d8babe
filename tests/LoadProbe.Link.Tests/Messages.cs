using System.Net;

namespace LoadProbe.Link.Tests;

/// <summary>Messages with all there can be in them.</summary>
internal static class Messages
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 7, 12, 0, 0, TimeSpan.Zero);

    public static Calibration Calibration { get; } = new(Ms(0.1), Ms(2), 12_345.5, Health);

    public static GeneratorHealth Health => new(0.5, 0.01)
    {
        CpuWaitFraction = 0.1, Processors = 1.5, UseOfAllowed = 0.7, ThrottledFraction = 0.02, PoolDelay = Ms(0.3), MemoryBytes = 1L << 33, OpenFiles = 12, FileLimit = 1024,
    };

    public static AgentIdentity Identity(string name) => new(name, new Dictionary<string, string> { ["city"] = "Shanghai", ["carrier"] = "telecom" }, ["browser", "icmp"], "1.2.3");

    public static PackedHistogram Histogram(params double[] milliseconds)
    {
        var histogram = new LatencyHistogram();
        foreach (double value in milliseconds) histogram.Record(Ms(value));
        return PackedHistogram.Of(histogram);
    }

    public static Snapshot Snapshot(string agent, int number) => new()
    {
        Agent = agent,
        Number = number,
        At = TimeSpan.FromSeconds(number),
        Arrivals = new ArrivalCounts(10, 9, 1, 8, 1, 0) { Drops = new DropCounts(1, 0, 0, 0) },
        InFlight = 3,
        OldestInFlight = Ms(123.4567),
        UnderWay =
        [
            new Ages { Journey = "quotes", Response = Histogram(70, 3_000), Service = Histogram(69, 2_999) },
            new Ages { Journey = "quotes", Step = "read it", Response = Histogram(7), Service = Histogram(7) },
        ],
        TargetRate = 10.25,
        Response = Histogram(1, 2, 3, 400),
        Service = Histogram(0.5, 2),
        Lateness = Histogram(0.01),
        Steps =
        [
            new StepSnapshot
            {
                Journey = "quotes", Step = "read it", Completed = 8, Failed = 1, Outcomes = new Dictionary<Outcome, long> { [Outcome.Ok] = 7, [Outcome.WaitTimedOut] = 1 },
                Response = Histogram(1, 2), Service = Histogram(1), Phases = new Dictionary<Phase, PackedHistogram> { [Phase.Connect] = Histogram(0.2), [Phase.Wait] = Histogram(0.9) },
                Examples = new Dictionary<Outcome, string> { [Outcome.WaitTimedOut] = "no answer within 1s: \"五粮液\"" },
            },
        ],
        Journeys = [new JourneySnapshot { Journey = "quotes", Response = Histogram(3), Service = Histogram(2) }],
        BytesSent = 12_345_678_901,
        BytesReceived = 1,
        Generator = Health,
        Network = new NetworkFigures { Opened = 3, Sent = 5_000_000_000, Retransmitted = 12, Resets = 1, Rtt = Histogram(0.2, 31), LeastRtt = Ms(0.013) },
        Began = Noon.AddTicks(7654321),
        LastSend = Noon.AddTicks(1234567),
        Last = true,
        Stopped = StopCause.LeaseLost,
    };

    public static ProbeResult Result(string agent, string probe = "quotes") => new()
    {
        Id = Guid.NewGuid(),
        Probe = probe,
        Target = "broker",
        Agent = agent,
        Attempts = 2,
        Earlier = [new EarlierAttempt(Noon, Ms(12), Outcome.ConnectRefused, "login: 连接被拒绝")],
        Lateness = Ms(1.5),
        Journey = new JourneyResult
        {
            Started = Noon,
            Duration = Ms(45.6),
            Outcome = Outcome.StatusMismatch,
            Detail = "login: expected 200, was 503",
            Steps =
            [
                new StepResult
                {
                    Name = "login", Kind = StepKind.Http, Effect = StepEffect.WriteShadow, Outcome = Outcome.StatusMismatch, Detail = "expected 200, was 503", Started = Noon, Duration = Ms(45),
                    Phases = new Phases { Dns = Ms(1), Connect = Ms(2), Wait = Ms(30) }, Status = 503, HttpVersion = "1.1", Remote = IPEndPoint.Parse("[::1]:8443"), BytesSent = 100, BytesReceived = 2_000,
                    Tls = new TlsSession("TLS 1.3", "TLS_AES_128_GCM_SHA256", "h2", [new Certificate("CN=a", "CN=b", Noon, Noon.AddDays(90), "ab:cd")], ["expired"]) { Staple = new Staple(StapleStatus.Revoked) { ThisUpdate = Noon, NextUpdate = Noon.AddDays(1), ProducedAt = Noon, RevokedAt = Noon.AddDays(-1), IsOfCertificate = true, Signer = StapleSigner.Responder, Detail = "none" } },
                    Ping = new PingFigures(5, 4, Ms(1), Ms(2), Ms(3), null, Ms(0.5)),
                    Program = new ProgramFigures("OK", "careful", 2, 7),
                    Answers = ["127.0.0.1", "::1"],
                    Page = new PageFigures
                    {
                        Url = "http://127.0.0.1/", Vitals = new Vitals { Ttfb = Ms(10), Cls = 0.05, Load = Ms(100) }, ConsoleErrors = ["oops"],
                        Elements = [new PageElement("http://127.0.0.1/a.js", "script", "GET", 200, Ms(5), Ms(6), new Phases { Wait = Ms(4) }, 1_000, null) { Packets = new PacketFigures { Tier = PacketTier.Packets, Joined = JoinWay.NetLog, ServerResponse = Ms(3) } }],
                        Packets = new PagePackets { Joined = 1, ServerKnown = 1, NotJoined = new Dictionary<string, int> { [CaptureReason.NoConnection] = 2 }, Lookup = Ms(1), Network = Ms(2), Server = Ms(3), Transfer = Ms(4), RetransmitDelay = Ms(5) },
                    },
                    Connection = new ConnectionUse(IPEndPoint.Parse("127.0.0.1:50000"), IPEndPoint.Parse("127.0.0.1:80"), 0, 100, 0, 2_000, Noon, Noon.AddMilliseconds(45)),
                    Tcp = new TcpInfo(Ms(1), Ms(0.1), null, 2),
                    Packets = new PacketFigures { Tier = PacketTier.Packets, NetworkRtt = Ms(1), Estimator = default(ResponseEstimator), Retransmissions = new Sides<long>(1, 2), Degraded = true },
                    Artifacts = ["shot.png"],
                },
            ],
        },
    };

    public static Lease Lease(string run, long sequence) => new()
    {
        Run = run, Epoch = 7, Sequence = sequence, Phase = LeasePhase.Run, StartsAt = Noon.AddTicks(1), NotAfter = Noon.AddMinutes(1), TimeToLive = TimeSpan.FromSeconds(3), More = true,
        Load = [new RampAndHold(1, 10.5, Ms(1_000), Ms(5_000)) { Arrivals = ArrivalPattern.Poisson, Seed = 42 }, new Pause(Ms(2_000))],
    };

    public static DefinitionBundle Bundle { get; } = new()
    {
        Roots = [new BundleRoot("scenarios/peak.yaml"), new BundleRoot("scenarios/peak.yaml", "quotes")],
        Files = [new BundledFile("scenarios/peak.yaml", "mix: 中"u8.ToArray()), new BundledFile("types.pb", new byte[] { 0, 255, 13, 10 })],
        Variables = new Dictionary<string, string> { ["user"] = "demo" },
        Target = new Uri("http://127.0.0.1:8080"),
    };

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>The whole of a small picture, or a part of a larger one.</summary>
    public static AttachmentPart Part(string agent, int number = 0, int count = 1, string name = "1-picture.png") =>
        new(Guid.Parse("0190b5e0-0000-7000-8000-000000000001"), "quotes", agent, Noon, "open", name, AttachmentKinds.Png, number, count, [1, 2, 3, (byte)number]);
}
