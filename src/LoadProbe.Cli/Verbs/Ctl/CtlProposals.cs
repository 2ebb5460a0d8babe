using System.CommandLine;
using System.Text.Json;

namespace LoadProbe.Cli;

/// <summary>Runs that need an approval: proposed, looked at, approved of, rejected.</summary>
internal static class CtlProposals
{
    public static Command Propose(CtlOptions options)
    {
        var scenario = new Argument<string>("scenario") { Description = "The scenario's name, as ctl scenarios shows it" };
        Option<TimeSpan?> life = CommonOptions.For("How long the proposal is good, approved or not; a day", "8h");
        var verb = new Command("propose", "Want a run of a scenario that needs an approval; what is approved is bound to all its files, and to the agents that are there now") { scenario, life };
        options.Ask(verb, _ => HttpMethod.Post, _ => "/api/proposals", parsed => new { scenario = parsed.GetValue(scenario), expires_in_seconds = parsed.GetValue(life)?.TotalSeconds }, answer => Print(answer.Json));
        return verb;
    }

    public static Command Approve(CtlOptions options)
    {
        Argument<string> id = Id();
        var verb = new Command("approve", "Approve of a run that somebody else wants") { id };
        options.Ask(verb, _ => HttpMethod.Post, parsed => $"/api/proposals/{Uri.EscapeDataString(parsed.GetValue(id)!)}/approve", _ => null, answer => Print(answer.Json));
        return verb;
    }

    public static Command Reject(CtlOptions options)
    {
        Argument<string> id = Id();
        var reason = new Argument<string>("reason") { Description = "Why, in a line" };
        var verb = new Command("reject", "Reject a run that somebody else wants, or call off your own; whoever may look may do it") { id, reason };
        options.Ask(verb, _ => HttpMethod.Post, parsed => $"/api/proposals/{Uri.EscapeDataString(parsed.GetValue(id)!)}/reject", parsed => new { reason = parsed.GetValue(reason) }, _ => Console.Out.WriteLine("done"));
        return verb;
    }

    public static Command List(CtlOptions options) => options.Get("proposals", "Runs that somebody wants or wanted, newest first", "/api/proposals", answer => ListTable.Print(
        ["proposal", "scenario", "target", "author", "state", "missing", "good until"],
        answer.Json.EnumerateArray().Select(p => (string?[])[CtlLists.Text(p, "id"), CtlLists.Text(p, "scenario"), $"{CtlLists.Text(p, "target")} ({CtlLists.Text(p, "class")})", CtlLists.Text(p, "author"), CtlLists.Text(p, "state"), CtlLists.Text(p, "missing") ?? CtlLists.Text(p, "ended"), CtlLists.Text(p, "expires")]),
        "no run was proposed yet"));

    public static Command Audit(CtlOptions options) => options.Get("audit", "Who did what, newest first", "/api/audit", answer => AuditLines.Print(
        answer.Json.EnumerateArray().Select(e => (string?[])[$"{e.GetProperty("number")}", CtlLists.Text(e, "at"), CtlLists.Text(e, "who"), CtlLists.Text(e, "action"), CtlLists.Text(e, "about"), CtlLists.Text(e, "detail")])));

    private static Argument<string> Id() => new("id") { Description = "Of the proposal, as ctl proposals shows it" };

    private static void Print(JsonElement proposal)
    {
        string Line(string name) => CtlLists.Text(proposal, name) ?? "";
        Console.Out.WriteLine($"{Line("id")}: {Line("scenario")} on {Line("target")} ({Line("class")}), {Line("state").Replace('_', ' ')}");
        Console.Out.WriteLine($"  {proposal.GetProperty("arrivals")} arrivals in {Durations.Text(TimeSpan.FromSeconds(proposal.GetProperty("duration_seconds").GetDouble()))}, at most {proposal.GetProperty("peak_rate")}/s, {proposal.GetProperty("writes")} steps that write, window {CtlLists.Text(proposal, "window") ?? "none"}");
        Console.Out.WriteLine($"  agents {string.Join(", ", proposal.GetProperty("agents").EnumerateArray().Select(a => a.GetString()))}; hash {Line("hash")}");
        Console.Out.WriteLine($"  proposed by {Line("author")}, good until {Line("expires")}");
        foreach (JsonElement approval in proposal.GetProperty("approved_by").EnumerateArray()) Console.Out.WriteLine($"  approved by {CtlLists.Text(approval, "who")} at {CtlLists.Text(approval, "at")}");
        if (CtlLists.Text(proposal, "missing") is { } missing) Console.Out.WriteLine($"  missing: {missing}");
    }
}
