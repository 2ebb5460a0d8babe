using System.CommandLine;

namespace LoadProbe.Cli;

/// <summary>Lets agents join, and removes them.</summary>
internal static class CtlInvite
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    public static Command Create(CtlOptions options)
    {
        var agent = new Argument<string>("agent") { Description = "What it will be called: letters, digits, - and _" };
        Option<TimeSpan?> life = CommonOptions.For("How long the invitation is good, 1s to 7d; an hour", "1h");
        var verb = new Command("invite", "Make a token with which an agent joins, once; it is printed this once") { agent, life };
        options.Ask(verb, _ => HttpMethod.Post, _ => "/api/invitations", parsed => new { agent = parsed.GetValue(agent), expires_in_seconds = (parsed.GetValue(life) ?? Life).TotalSeconds }, answer => Console.Out.WriteLine(CtlLists.Text(answer.Json, "token")));
        return verb;
    }

    public static Command Remove(CtlOptions options)
    {
        var agent = new Argument<string>("agent") { Description = "Its name, as ctl agents shows it" };
        var verb = new Command("remove", "Remove an agent: its credentials are renewed no more") { agent };
        options.Ask(verb, _ => HttpMethod.Delete, parsed => $"/api/agents/{Uri.EscapeDataString(parsed.GetValue(agent)!)}", _ => null, _ => Console.Out.WriteLine("removed"));
        return verb;
    }
}
