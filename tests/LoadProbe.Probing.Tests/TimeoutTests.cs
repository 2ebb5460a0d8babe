namespace LoadProbe.Probing.Tests;

/// <summary>Parts of a request have a time of their own, and an outcome when it is over.</summary>
public sealed class TimeoutTests
{
    private const string Half = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nslowly";
    private static readonly TimeSpan Little = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Plenty = TimeSpan.FromSeconds(30);

    private static HttpStep Get(PhaseTimeouts timeouts) => Dialled.Get("/") with { Timeouts = timeouts };

    private static void Cut(StepResult step, Outcome outcome, string at)
    {
        Assert.Equal(outcome, step.Outcome);
        Assert.Contains($"timed out after 150ms {at}", step.Detail, StringComparison.Ordinal);
        Assert.InRange(step.Duration, Little, Plenty / 2);
    }

    [Fact]
    public async Task Waiting_for_the_answer()
    {
        await using OddServer server = OddServer.Answering("", OddServer.Hang);
        Cut(await Dialled.StepAsync(server.Target, Get(new() { Wait = Little, Receive = Plenty }), Plenty), Outcome.WaitTimedOut, "waiting for the answer");
    }

    [Fact]
    public async Task Receiving_the_answer()
    {
        await using OddServer server = OddServer.Answering(Half, OddServer.Hang);
        StepResult step = await Dialled.StepAsync(server.Target, Get(new() { Receive = Little }), Plenty);
        Cut(step, Outcome.ReceiveTimedOut, "receiving the answer");
        Assert.Equal(200, step.Status);
    }

    [Fact]
    public async Task Sending_the_request()
    {
        await using var server = new OddServer(OddServer.Hang);
        HttpStep step = Get(new() { Send = Little, Wait = Plenty }) with { Method = "POST", Body = new HttpBody(Template.Constant(new string('x', 32 << 20)), "text/plain") };
        Cut(await Dialled.StepAsync(server.Target, step, Plenty), Outcome.WaitTimedOut, "sending");
    }

    [Fact]
    public async Task Shaking_hands()
    {
        await using var server = new OddServer(OddServer.Hang);
        Target target = server.Target with { Address = new Uri($"https://127.0.0.1:{server.Port}") };
        Cut(await Dialled.StepAsync(target, Get(new() { Tls = Little }), Plenty), Outcome.TlsTimedOut, "shaking hands");
    }

    [Fact]
    public async Task Connecting()
    {
        await using var proxy = new OddServer(OddServer.Hang);
        var target = new Target { Name = "shop", Address = new Uri("https://127.0.0.1:9"), Proxy = new Proxy(proxy.Target.Address) };
        Cut(await Dialled.StepAsync(target, Get(new() { Connect = Little }), Plenty), Outcome.ConnectTimedOut, "connecting");
    }

    [Fact]
    public async Task A_part_that_is_not_there_takes_no_time()
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(server.Target, Get(new() { Tls = TimeSpan.FromTicks(1) }))).Outcome);
    }

    [Fact]
    public async Task A_target_says_it_for_all_steps_and_a_step_for_itself()
    {
        await using OddServer server = OddServer.Answering("", OddServer.Hang);
        Target target = server.Target with { Timeouts = new() { Wait = Little, Receive = Plenty } };
        Cut(await Dialled.StepAsync(target, Dialled.Get("/"), Plenty), Outcome.WaitTimedOut, "waiting for the answer");
        await using OddServer other = OddServer.Answering("", OddServer.Hang);
        target = other.Target with { Timeouts = new() { Wait = Plenty } };
        Cut(await Dialled.StepAsync(target, Get(new() { Wait = Little }), Plenty), Outcome.WaitTimedOut, "waiting for the answer");
    }

    [Fact]
    public async Task A_step_as_a_whole_ends_before_parts_that_have_longer()
    {
        await using OddServer server = OddServer.Answering("", OddServer.Hang);
        StepResult step = await Dialled.StepAsync(server.Target, Get(new() { Wait = Plenty }) with { Timeout = Little }, Plenty);
        Cut(step, Outcome.WaitTimedOut, "waiting for the answer");
    }

    [Fact]
    public async Task The_step_after_one_that_was_cut_off_has_its_own_time()
    {
        await using var server = new OddServer(async (socket, token) =>
        {
            byte[] request = new byte[4096];
            int read = await socket.ReceiveAsync(request, token);
            if (request.AsSpan(0, read).StartsWith("GET /good "u8)) await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"u8.ToArray(), token);
            // Until the customer gives up, however it does.
            else await ((Task)socket.ReceiveAsync(request, token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        using var connections = new HttpConnections(server.Target, TimeProvider.System);
        using var watch = new DeadlineWatch(TimeProvider.System);
        Assert.Equal(Outcome.WaitTimedOut, await PressAsync(Get(new() { Wait = Little })));
        Assert.Equal(Outcome.Ok, await PressAsync(Dialled.Get("/good") with { Timeouts = new() { Wait = Plenty } }));

        async Task<Outcome> PressAsync(HttpStep step)
        {
            var journey = new Journey { Name = "journey", Target = server.Target, Steps = [step], Timeout = Plenty };
            using var pressed = new ApiJourney(journey, connections, TimeProvider.System, Dialled.Token, watch: watch);
            return await pressed.PressAsync(new Variables(new KnownSecret()), new Nowhere(), TimeProvider.System.GetTimestamp(), CancellationToken.None);
        }
    }

    private sealed class Nowhere : IStepSink
    {
        public bool Explains(int step) => false;

        public ValueTask<bool> MayWriteAsync(Variables variables) => ValueTask.FromResult(true);

        public void Ended(int step, in StepFacts facts)
        {
        }
    }
}
