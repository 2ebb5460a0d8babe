using System.CommandLine;
using System.Security.Cryptography;
using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>The audit of a store: listed, and looked through for anything that is not as it was written.</summary>
internal static class AuditVerb
{
    private const int Usual = 100;

    public static Command Create() => new("audit", "Who did what, in a store, and whether that is as it was written") { Verify(), List() };

    private static Command Verify()
    {
        Option<StoreAddress?> store = CommonOptions.Store();
        var checkpoints = new Option<string[]>("--checkpoints") { Description = "The folder that a controller's --audit names, or a copy of it: what was signed has to fit as well; may be said several times", DefaultValueFactory = _ => [] };
        var verb = new Command("verify", "Look through the whole audit: exit 0 when each entry is as it was written, 1 when one is not") { store, checkpoints };
        verb.SetAction(async (parsed, token) =>
        {
            var signed = new List<AuditCheckpoint>();
            foreach (string folder in parsed.GetValue(checkpoints)!)
            {
                if (Read(folder, out string? fault) is not { } read)
                {
                    Screen.Complain(fault!);
                    return ExitCode.Fail;
                }

                signed.AddRange(read);
            }

            if (await OpenStore.TryAsync(parsed.GetValue(store)!, token) is not { } opened) return ExitCode.Environment;
            await using (opened)
            {
                AuditVerification found = await AuditVerification.RunAsync(opened.Audit, signed, token);
                if (found.Fault is { } fault)
                {
                    Screen.Complain($"the audit of {parsed.GetValue(store)}: {fault}");
                    return ExitCode.Fail;
                }

                Console.Out.WriteLine($"{found.Entries} {(found.Entries == 1 ? "entry" : "entries")}, each as it was written{(found.Last is { } last ? $", the last at {last.At.Rfc3339()}: {last.Hash}" : "")}");
                Console.Out.WriteLine(signed.Count > 0 ? $"{found.Checkpoints} checkpoints, signed, fit" : "no checkpoints: whoever can write to the store could have made all of it anew (--checkpoints)");
                return ExitCode.Pass;
            }
        });
        return verb;
    }

    private static Command List()
    {
        Option<StoreAddress?> store = CommonOptions.Store();
        var count = new Option<int>("--count") { Description = "So many, the newest", DefaultValueFactory = _ => Usual };
        var verb = new Command("list", "The newest entries, newest first") { store, count };
        verb.SetAction(async (parsed, token) =>
        {
            if (await OpenStore.TryAsync(parsed.GetValue(store)!, token) is not { } opened) return ExitCode.Environment;
            await using (opened)
            {
                IReadOnlyList<AuditEntry> entries = await opened.Audit.NewestAsync(Math.Max(1, parsed.GetValue(count)), token);
                AuditLines.Print(entries.Select(e => (string?[])[$"{e.Number}", e.At.Rfc3339(), e.Event.Who, e.Event.Action, e.Event.About, e.Event.Detail]));
                return ExitCode.Pass;
            }
        });
        return verb;
    }

    private static IReadOnlyList<AuditCheckpoint>? Read(string folder, out string? fault)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(Path.Combine(folder, AuditCheckpoints.PublicKey)));
            return AuditCheckpoints.Read(Path.Combine(folder, AuditCheckpoints.File), key, out fault);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            fault = $"--checkpoints {folder}: {e.Message}";
            return null;
        }
    }
}
