using System.Globalization;
using System.Text;

namespace LoadProbe.Probing.Tests;

/// <summary>
/// What a step makes of each answer of the tables, dialled and pressed. After each the same customer asks for something
/// else, and must be given the answer to that: nothing that a server sends is ever taken for the answer to another request.
/// </summary>
public sealed class ConformanceTests(AnswerServer server) : IClassFixture<AnswerServer>
{
    private static readonly TimeSpan Little = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Plenty = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Names => [.. OddAnswers.All.Select(a => a.Name)];

    [Fact]
    public void There_are_two_hundred_answers_and_no_two_of_a_name()
    {
        Assert.InRange(OddAnswers.All.Count, 200, int.MaxValue);
        Assert.Equal(OddAnswers.All.Count, OddAnswers.All.DistinctBy(a => a.Name).Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Dialled(string name)
    {
        (OddAnswer answer, HttpStep step) = Of(name);
        using var connections = new HttpConnections(server.Target, TimeProvider.System);
        using var dial = new HttpDial(connections, withTcpInfo: false, TimeProvider.System) { KeepsVisit = true };
        StepResult result = await RunAsync(dial, step, Time(answer));
        Assert.True(answer.Outcome == result.Outcome, $"{result.Outcome}, status {result.Status}: {result.Detail}");
        Assert.Equal(answer.Status, result.Status);
        if (answer.Body is { } body) Assert.Equal(body, dial.Visit.BodyLength);
        Assert.Equal(answer.Outcome == Outcome.Ok, result.Detail is null);
        Assert.InRange(result.Phases.Other(result.Duration), TimeSpan.Zero, result.Duration);

        StepResult next = await RunAsync(dial, Next(answer), Plenty);
        Assert.True(next.Outcome == Outcome.Ok, next.Detail);
        if (answer.Kept is { } kept) Assert.Equal(kept, result.Connection?.Local.Equals(next.Connection?.Local));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pressed(string name)
    {
        (OddAnswer answer, HttpStep step) = Of(name);
        using var connections = new HttpConnections(server.Target, TimeProvider.System);
        using var watch = new DeadlineWatch(TimeProvider.System);
        Assert.Equal(answer.Outcome, await PressAsync(connections, watch, step with { Timeout = Time(answer) }));
        Assert.Equal(Outcome.Ok, await PressAsync(connections, watch, Next(null)));
    }

    [Fact]
    public async Task A_second_answer_that_comes_between_two_requests_is_given_to_neither()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var smuggled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int connections = 0;
        await using var odd = new OddServer(async (socket, token) =>
        {
            byte[] request = new byte[4096];
            await socket.ReceiveAsync(request, token);
            await socket.SendAsync(Encoding.Latin1.GetBytes(OddAnswers.Say(++connections == 1 ? "first" : "second")), token);
            if (connections > 1) return;
            await asked.Task;
            await socket.SendAsync(Encoding.Latin1.GetBytes(OddAnswers.Say("smuggled")), token);
            smuggled.SetResult();
        });
        using var own = new HttpConnections(odd.Target, TimeProvider.System);
        using var watch = new DeadlineWatch(TimeProvider.System);
        Assert.Equal(Outcome.Ok, await PressAsync(own, watch, Asking("first")));
        asked.SetResult();
        await smuggled.Task;
        Assert.Equal(Outcome.Ok, await PressAsync(own, watch, Asking("second")));

        HttpStep Asking(string expected) => new() { Name = expected, At = default, Method = "GET", Url = Template.Constant($"http://127.0.0.1:{odd.Port}/"), Expect = OddAnswers.Is(expected) };
    }

    private (OddAnswer Answer, HttpStep Step) Of(string name)
    {
        int index = OddAnswers.All.TakeWhile(a => a.Name != name).Count();
        OddAnswer answer = OddAnswers.All[index];
        return (answer, new HttpStep
        {
            Name = name, At = default, Method = answer.Method, Url = Template.Constant(index.ToString(CultureInfo.InvariantCulture)),
            Headers = answer.Packed ? [new Header("Accept-Encoding", Template.Constant("gzip, br, deflate"))] : [],
            Body = answer.Sends == 0 ? null : new HttpBody(Template.Constant(new string('x', answer.Sends)), "text/plain"),
            Expect = answer.Expect, Saves = answer.Saves,
        });
    }

    private static HttpStep Next(OddAnswer? before) => new()
    {
        Name = "next", At = default, Method = "GET", Url = Template.Constant("/next"),
        Expect = OddAnswers.Is(before is null or { Cookies: "" } ? "/next" : $"/next {before.Cookies}"),
    };

    private static TimeSpan Time(OddAnswer answer) => answer.Then == Afterwards.Hangs ? Little : Plenty;

    private async Task<StepResult> RunAsync(HttpDial dial, HttpStep step, TimeSpan allowed)
    {
        var variables = new Variables(new KnownSecret());
        using var deadline = new Deadline(allowed, TimeProvider.System, TestContext.Current.CancellationToken);
        await dial.RunAsync(step, new RequestForm(step, server.Target, variables), variables, TimeProvider.System.GetTimestamp(), deadline, explain: true);
        return dial.Result(step, TimeProvider.System.GetUtcNow());
    }

    private async Task<Outcome> PressAsync(HttpConnections connections, DeadlineWatch watch, HttpStep step)
    {
        var journey = new Journey { Name = "journey", Target = server.Target, Steps = [step], Timeout = Plenty };
        var sink = new LastFacts();
        using var pressed = new ApiJourney(journey, connections, TimeProvider.System, TestContext.Current.CancellationToken, watch: watch);
        Outcome outcome = await pressed.PressAsync(new Variables(new KnownSecret()), sink, TimeProvider.System.GetTimestamp(), CancellationToken.None);
        Assert.Equal(outcome, Assert.Single(sink.Ends));
        return outcome;
    }

    private sealed class LastFacts : IStepSink
    {
        public List<Outcome> Ends { get; } = [];

        public bool Explains(int step) => false;

        public ValueTask<bool> MayWriteAsync(Variables variables) => ValueTask.FromResult(true);

        public void Ended(int step, in StepFacts facts) => Ends.Add(facts.Outcome);
    }
}
