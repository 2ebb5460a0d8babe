using System.CommandLine;
using LoadProbe.Agent;
using LoadProbe.Controller;
using LoadProbe.Definitions;
using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Cli;

/// <summary>A controller of agents in other processes, over NATS: probes, scenarios, pages and /metrics.</summary>
internal static class ControllerVerb
{
    public static Command Create(CancellationToken stop)
    {
        var serve = new ServeOptions();
        Option<string> link = CommonOptions.Nats("--link", "The NATS server that agents join over, such as nats://10.0.0.5:4222");
        link.Required = true;
        var keys = new Option<string?>("--link-keys") { Description = "The folder that loadprobe link init has written: TLS, and agents join by token" };
        Option<TimeSpan> life = CommonOptions.CredentialsFor();
        Option<StoreAddress?> store = CommonOptions.Store();
        var retention = new RetentionOptions();
        var probes = new Option<string?>("--probes") { Description = "A folder of probes for the agents" };
        var scenarios = new Option<string?>("--scenarios") { Description = "A folder of scenarios that may be started" };
        Option<Uri?> target = CommonOptions.Target();
        Option<string[]> variables = CommonOptions.Variables();
        var verb = new Command("controller", "A controller of agents over NATS, with the pages") { link, keys, life, store, probes, scenarios, target, variables };
        serve.AddTo(verb);
        retention.AddTo(verb);
        verb.SetAction(async (parsed, _) =>
        {
            if (serve.Read(parsed) is not { } serving) return ExitCode.Usage;
            if (CommonOptions.Load(parsed.GetValue(target), parsed.GetValue(variables)) is not { } options) return ExitCode.Usage;
            LinkKeys? opened = null;
            if (parsed.GetValue(keys) is { } set && (opened = LinkKeys.Open(set, out string? fault)) is null) return Screen.Complain($"--link-keys {fault}");
            var server = new NatsLinkOptions { Server = parsed.GetValue(link)!, Access = opened?.Access, Told = what => Screen.Complain(what) };
            string[] folders = [.. new[] { parsed.GetValue(probes), parsed.GetValue(scenarios) }.OfType<string>()];
            var files = DefinitionFiles.LoadAll(folders, options);
            // A bad file is said and harms no other.
            Screen.Complain(files.Mistakes);
            if (files.Alerts is { } alerts) Screen.Complain(new SecretStore().MissingSecrets(alerts));
            try
            {
                return await ServeAsync(serving, server, opened, parsed.GetValue(life), parsed.GetValue(store)!, retention.Read(parsed), options, files.Probes, files.Scenarios, files.Alerts, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Asked to stop before there was a server.
                return ExitCode.Interrupted;
            }
        });
        return verb;
    }

    private static async Task<int> ServeAsync(Serving serving, NatsLinkOptions link, LinkKeys? keys, TimeSpan life, StoreAddress store, Retention retention, LoadOptions options, IReadOnlyList<Probe> probes, IReadOnlyList<Scenario> scenarios, AlertRules? alerts, CancellationToken stop)
    {
        TimeProvider time = TimeProvider.System;
        using var folder = new TemporaryFolder();
        using var bundles = new FileBundles(options, folder.Path);
        // As they are now, while they are what was checked.
        foreach (Scenario scenario in scenarios) bundles.Pack(scenario, out _);
        bundles.Pack(probes, out _);
        if (await OpenStore.TryAsync(store, stop, retention) is not { } opened) return ExitCode.Environment;
        await using var controller = new Controller.Controller(opened, new MetricsBook(InProcess.Version), time) { Scenarios = scenarios, Alerts = alerts, Bundles = bundles, Tell = Serving.Tell };
        controller.Apply([.. probes.Where(p => p.Every is not null)]);
        Invitations? invitations = keys is null ? null : new Invitations(opened.Invitations, keys, link.Server, time);
        await using Served served = await serving.StartAsync(controller, options, bundles, new AgentOptions().Artifacts, stop, invitations);
        // One machine may have several, on ports of their own.
        string name = $"{Environment.MachineName.ToLowerInvariant()}:{new Uri(served.Address).Port}-{Guid.NewGuid().ToString("n")[..4]}";
        var candidacy = new Candidacy(opened.Leadership, name, time, what => Screen.Complain($"{name} {what}"));
        // Whoever leads: each controller can let agents in.
        Task admitting = invitations is null ? Task.CompletedTask : Admissions.RunAsync(link, keys!.Issuer, invitations, life, time, stop);
        await candidacy.RunAsync(new LedOverNats(controller, link, bundles, time).LeadAsync, stop);
        await admitting;
        return ExitCode.Interrupted;
    }
}
