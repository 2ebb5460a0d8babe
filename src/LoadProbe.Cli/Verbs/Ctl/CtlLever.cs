using System.CommandLine;

namespace LoadProbe.Cli;

/// <summary>The safety lever of a controller.</summary>
internal static class CtlLever
{
    public static Command Create(CtlOptions options)
    {
        var reason = new Argument<string>("reason") { Description = "Why, in a line" };
        var pull = new Command("pull", "Stop the run under way and refuse all others; whoever may look may pull") { reason };
        options.Ask(pull, _ => HttpMethod.Put, _ => "/api/lever", parsed => new { reason = parsed.GetValue(reason) }, Print);
        var release = new Command("release", "Let runs be started again; nothing starts by itself");
        options.Ask(release, _ => HttpMethod.Delete, _ => "/api/lever", _ => null, Print);
        return new Command("lever", "The safety lever") { pull, release, options.Get("show", "Whether it is pulled, by whom and why", "/api/lever", Print) };
    }

    private static void Print(Answer answer) => Console.Out.WriteLine(answer.Json is var lever && lever.GetProperty("pulled").GetBoolean()
        ? $"pulled by {CtlLists.Text(lever, "who")} at {CtlLists.Text(lever, "at")}: {CtlLists.Text(lever, "reason")}"
        : "not pulled");
}
