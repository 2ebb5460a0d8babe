namespace LoadProbe.Pressure.Tests;

public sealed class WebSocketPressTests
{
    private static Journey Conversation(Target target, string answer) => new()
    {
        Name = "talk", Target = target, Timeout = TimeSpan.FromSeconds(2),
        Steps =
        [
            new WebSocketStep
            {
                Name = "stream", At = default, Url = Template.Constant("/ws"),
                Messages = [new SentMessage(Template.Constant("hello")), new AwaitedMessage { Body = [new Match { Is = Template.Constant(answer) }] }],
            },
        ],
    };

    private static async Task<StepFigures> PressAsync(PressedServer server, string answer, double rate)
    {
        var run = new Pressed(server.Target, new Inject(rate, TimeSpan.FromSeconds(1)));
        run.Scenario = run.Scenario with { Mix = [new WeightedJourney(Conversation(server.Target, answer), 1)], Drain = TimeSpan.FromSeconds(5) };
        await run.RunAsync();
        var figures = new StepFigures("talk", "stream");
        foreach (Snapshot second in run.Snapshots) figures.Add(Assert.Single(second.Steps));
        return figures;
    }

    [Fact]
    public async Task Each_arrival_opens_a_socket_of_its_own_and_its_times_are_in_the_figures()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        StepFigures figures = await PressAsync(server, "hello", 100);
        Assert.True(figures is { Completed: 100, Failed: 0 }, string.Join(", ", figures.Outcomes) + string.Join(", ", figures.Examples));
        Assert.Equal((100, 100), (server.Requests, server.Connections));
        Assert.Equal(100, figures.Phases[Phase.Wait].Count);
        Assert.Equal(100, figures.Phases[Phase.Connect].Count);
    }

    [Fact]
    public async Task A_message_that_never_comes_fails_as_it_does_when_dialled()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        StepFigures figures = await PressAsync(server, "something else", 10);
        Assert.Equal((10L, 10L), (figures.Failed, figures.Outcomes[Outcome.BodyMismatch]));
        Assert.Contains("1 message did not fit", figures.Examples[Outcome.BodyMismatch], StringComparison.Ordinal);
    }
}
