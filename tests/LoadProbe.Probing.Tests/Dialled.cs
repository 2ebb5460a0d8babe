namespace LoadProbe.Probing.Tests;

/// <summary>Says in a line what a test dials.</summary>
internal static class Dialled
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Template Text(string source, bool json = false)
    {
        Assert.True(Template.TryParse(source, json, out Template template, out string? fault), fault);
        return template;
    }

    public static HttpStep Get(string url, HttpExpectation? expect = null, params Save[] saves) =>
        new() { Name = url, At = default, Method = "GET", Url = Text(url), Expect = expect ?? new(), Saves = saves };

    public static async Task<JourneyResult> RunAsync(Target target, params Step[] steps) => await RunAsync(target, TimeSpan.FromSeconds(5), Token, steps);

    public static async Task<JourneyResult> RunAsync(Target target, TimeSpan timeout, CancellationToken token, params Step[] steps)
    {
        using var connections = new HttpConnections(target, TimeProvider.System);
        var journey = new Journey { Name = "journey", Target = target, Steps = steps, Timeout = timeout };
        using var dialled = new ApiJourney(journey, connections, TimeProvider.System, token);
        return await dialled.RunAsync(new Variables(new KnownSecret()));
    }

    /// <summary>Runs one step.</summary>
    public static async Task<StepResult> StepAsync(Target target, Step step, TimeSpan? timeout = null) =>
        Assert.Single((await RunAsync(target, timeout ?? TimeSpan.FromSeconds(5), Token, step)).Steps);
}
