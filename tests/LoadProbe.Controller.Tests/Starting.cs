namespace LoadProbe.Controller.Tests;

internal static class Starting
{
    public static Caller Ada { get; } = new("Ada (k1)", "Ada", []);

    /// <summary>Starts a scenario as a person would; null when it was started, else why not.</summary>
    public static async Task<string?> StartedAsync(this Controller controller, string scenario) => (await controller.StartAsync(scenario, Ada, TestContext.Current.CancellationToken)).Refusal;
}
