using System.Security.Cryptography.X509Certificates;
using LoadProbe.Controller;
using LoadProbe.Definitions;
using Microsoft.AspNetCore.Builder;

namespace LoadProbe.Cli;

/// <summary>Serves a controller: where, with which certificate, to whom, and with which proof of its audit.</summary>
internal sealed record Serving(Uri Address, X509Certificate2Collection? Chain, AccessOptions Access, AuditCheckpoints? Checkpoints)
{
    /// <summary>Serves until it is disposed; what was applied before is in use from the start.</summary>
    /// <param name="controller">What is served.</param>
    /// <param name="options">What the command line says over definitions that are applied.</param>
    /// <param name="bundles">Packs them for agents in other processes.</param>
    /// <param name="artifacts">The folder of files kept by steps.</param>
    /// <param name="stop">Stops the start.</param>
    /// <param name="invitations">Lets agents in; null = they need no credentials here.</param>
    public async Task<Served> StartAsync(Controller.Controller controller, LoadOptions options, IBundles? bundles, string artifacts, CancellationToken stop, Invitations? invitations = null)
    {
        TimeProvider time = TimeProvider.System;
        var folder = new TemporaryFolder();
        var sent = new SentFiles(options, folder.Path);
        var definitions = new AppliedDefinitions(controller, sent, bundles, Tell, time);
        if (Checkpoints is not null)
        {
            controller.Store.Audit.Appended += Checkpoints.Write;
            // What was there before is from now on as it is.
            foreach (AuditEntry newest in await controller.Store.Audit.NewestAsync(1, stop)) Checkpoints.Write(newest);
        }

        await controller.Lever.LookAsync(stop);
        await definitions.LookAsync(stop);
        WebApplication app = await Web.StartAsync(Address, s => s.AddController(controller.Store, Access, time), a => a.MapController(controller, definitions, artifacts, invitations, Tell), stop, Chain);
        await Console.Error.WriteLineAsync($"listening on {Web.Address(app)}");
        return new Served(app, definitions, sent, folder);
    }

    /// <summary>Says a line to whoever runs the program.</summary>
    public static void Tell(string what) => Console.Error.WriteLine(what);
}
