using System.CommandLine;
using System.Text.Json;
using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>Keys to a controller, over its API.</summary>
internal static class CtlKeys
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create(CtlOptions options)
    {
        Command list = options.Get("list", "All keys: whose, what they may do, until when, last used", "/api/keys", answer => KeyLines.Print(answer.Json.Deserialize<KeyLine[]>(Snake)!, TimeProvider.System.GetUtcNow()));
        var id = new Argument<string>("id") { Description = "The key's id, as keys list shows it" };
        var revoke = new Command("revoke", "Revoke a key, at once") { id };
        options.Ask(revoke, _ => HttpMethod.Delete, parsed => $"/api/keys/{Uri.EscapeDataString(parsed.GetValue(id)!)}", _ => null, _ => Console.Out.WriteLine("revoked"));
        return new Command("keys", "Keys to the API") { CreateKey(options), list, revoke };
    }

    private static Command CreateKey(CtlOptions options)
    {
        var wish = new KeyOptions();
        var verb = new Command("create", "Make a key; it is printed this once");
        wish.AddTo(verb);
        options.Set(verb, async (parsed, client) =>
        {
            if (wish.Read(parsed) is not var (name, scope, life, team)) return ExitCode.Usage;
            Answer answer = await client.SendAsync(HttpMethod.Post, "/api/keys", CancellationToken.None, new { name, scope = scope.Words(), expires_in_seconds = life.TotalSeconds, team = team.Length == 0 ? null : team });
            return options.Show(parsed, answer, a => Console.Out.WriteLine(CtlLists.Text(a.Json, "key")));
        });
        return verb;
    }
}
