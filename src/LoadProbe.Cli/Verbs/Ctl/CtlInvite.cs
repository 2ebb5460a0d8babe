using System.CommandLine;

namespace LoadProbe.Cli;

/// <summary>Lets agents join, and removes them.</summary>
internal static class CtlInvite
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    public static Command Create(CtlOptions options)
    {
        var agent = new Argument<string>("agent") { Description = "What it will be called: letters, digits, - and _" };
        var life = new Option<TimeSpan?>("--for")
        {
            Description = "How long the invitation is good, 1s to 7d; an hour",
            CustomParser = result =>
            {
                if (Durations.TryParse(result.Tokens[0].Value, out TimeSpan time)) return time;
                result.AddError($"--for {result.Tokens[0].Value} is not a duration: write for instance --for 1h");
                return null;
            },
        };
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
