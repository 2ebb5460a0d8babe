using System.CommandLine;
using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>Keys, made and revoked in the store itself: how the first one comes about, on the controller's machine.</summary>
internal static class KeysVerb
{
    public static Command Create() => new("keys", "Keys to a controller's API, in its store") { CreateKey(), List(), Revoke() };

    private static Command CreateKey()
    {
        Option<StoreAddress?> store = CommonOptions.Store();
        var options = new KeyOptions();
        var verb = new Command("create", "Make a key; it is printed this once") { store };
        options.AddTo(verb);
        verb.SetAction(async (parsed, token) =>
        {
            if (options.Read(parsed) is not var (name, scope, life, team)) return ExitCode.Usage;
            return await InStoreAsync(parsed.GetValue(store)!, async opened =>
            {
                (ApiKey key, string text) = ApiKey.Make(name, scope, life, TimeProvider.System.GetUtcNow(), team);
                await opened.Keys.AddAsync(key, token);
                await AuditAsync(opened, "made a key", key.Id, key.Text, token);
                Console.Out.WriteLine(text);
                return ExitCode.Pass;
            }, token);
        });
        return verb;
    }

    private static Command List()
    {
        Option<StoreAddress?> store = CommonOptions.Store();
        var verb = new Command("list", "All keys: whose, what they may do, until when, last used") { store };
        verb.SetAction((parsed, token) => InStoreAsync(parsed.GetValue(store)!, async opened =>
        {
            KeyLines.Print((await opened.Keys.AllAsync(token)).Select(KeyLine.Of), TimeProvider.System.GetUtcNow());
            return ExitCode.Pass;
        }, token));
        return verb;
    }

    private static Command Revoke()
    {
        Option<StoreAddress?> store = CommonOptions.Store();
        var id = new Argument<string>("id") { Description = "The key's id, as keys list shows it" };
        var verb = new Command("revoke", "Revoke a key; controllers know within seconds") { id, store };
        verb.SetAction((parsed, token) => InStoreAsync(parsed.GetValue(store)!, async opened =>
        {
            string key = parsed.GetValue(id)!;
            if (!await opened.Keys.RevokeAsync(key, TimeProvider.System.GetUtcNow(), token)) return Screen.Complain($"there is no key {key}, or it was revoked before");
            await AuditAsync(opened, "revoked a key", key, "", token);
            return ExitCode.Pass;
        }, token));
        return verb;
    }

    // Whoever can write to the store is known by his account on this machine alone.
    private static Task AuditAsync(IStore store, string action, string about, string detail, CancellationToken token) =>
        store.Audit.AppendAsync(new AuditEvent($"{Environment.UserName} on {Environment.MachineName}", action, about, detail), TimeProvider.System.GetUtcNow(), token);

    private static async Task<int> InStoreAsync(StoreAddress address, Func<IStore, Task<int>> work, CancellationToken token)
    {
        if (await OpenStore.TryAsync(address, token) is not { } store) return ExitCode.Environment;
        await using (store) return await work(store);
    }
}
