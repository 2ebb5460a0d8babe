using LoadProbe.Link;

namespace LoadProbe.Agent;

/// <summary>The outboxes of an agent: one for each run that has to be cleaned up after, and those that an earlier process left.</summary>
/// <param name="options">Which folder they are in.</param>
/// <param name="bundles">Keeps the definitions of a run; null = none can be kept here.</param>
/// <param name="link">Is told what became of those that were left.</param>
/// <param name="secrets">Of this machine.</param>
/// <param name="time">The clock.</param>
internal sealed class Outboxes(AgentOptions options, IBundles? bundles, IAgentEnd link, ISecretStore secrets, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task _left = Task.CompletedTask;

    /// <summary>That of a run; null when it needs none, or cannot have one, and then with the reason.</summary>
    public WriteOutbox? Open(RunOrdered order, out string? fault)
    {
        fault = null;
        if (order.Scenario.After.Cleanup.Count == 0) return null;
        if (options.Outbox is not { } folder || bundles is null) return Refuse("this agent has no folder in which it could keep what is needed to clean up", out fault);
        // It is the name of a file, and came from elsewhere.
        if (order.Run.Length == 0 || order.Run.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))) return Refuse($"the run's id {order.Run} has other characters than letters, digits, - and _", out fault);
        if ((order.Bundle ?? bundles.Pack(order.Scenario, out fault)) is not { } bundle) return Refuse($"what is needed to clean up cannot be kept: {fault}", out fault);
        try
        {
            return new WriteOutbox(OutboxFile.Create(folder, new OutboxHead(OutboxHead.Current, order.Run, bundle)), order.Scenario.After, options.Tell);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse($"what is needed to clean up cannot be kept: {e.Message}", out fault);
        }
    }

    /// <summary>Cleans up after what earlier processes left, and nobody has at hand now.</summary>
    public Task CleanLeftAsync(CancellationToken token)
    {
        lock (_lock)
        {
            if (_left.IsCompleted) _left = Task.Run(() => CleanAllAsync(token), CancellationToken.None);
            return _left;
        }
    }

    private static WriteOutbox? Refuse(string why, out string? fault)
    {
        fault = why;
        return null;
    }

    private async Task CleanAllAsync(CancellationToken token)
    {
        if (options.Outbox is not { } folder || bundles is null || !Directory.Exists(folder)) return;
        foreach (string path in Directory.GetFiles(folder, $"*{OutboxFile.Ending}").Order(StringComparer.Ordinal))
        {
            if (token.IsCancellationRequested) return;
            try
            {
                using OutboxFile? file = OutboxFile.Open(path);
                // One that was killed before it had written anything.
                if (file is null && new FileInfo(path).Length == 0) File.Delete(path);
                else if (file is null) options.Tell($"{path} is no outbox of this version: what is in it is not cleaned up");
                else await CleanAsync(file, bundles, token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another process has it, and cleans up itself; one that cannot be read is said each time.
                if (e is UnauthorizedAccessException) options.Tell($"{path}: {e.Message}");
            }
        }
    }

    private async Task CleanAsync(OutboxFile file, IBundles opener, CancellationToken token)
    {
        string run = file.Head.Run;
        if (file.Left + file.Unreadable > 0)
        {
            if (opener.OpenScenario(file.Head.Bundle, out string? fault) is not { } scenario)
            {
                options.Tell($"what run {run} left cannot be cleaned up, and {file.Path} is kept: {fault}");
                return;
            }

            options.Tell($"cleaning up what run {run} left: {file.Left} writes");
            var cleaning = new Cleaning(scenario, file, options.Limits?.Egress, secrets, time);
            await cleaning.RunAsync(token).ConfigureAwait(false);
            if (token.IsCancellationRequested) return;
            CleanupFigures figures = cleaning.Figures;
            options.Tell($"run {run}: {figures}{(figures.Failed > 0 ? $"; {file.Path} is kept, and tried again at the next start" : "")}");
            await link.SendAsync(new CleanupTold(run, figures, Over: true), CancellationToken.None).ConfigureAwait(false);
        }

        if (file.Left == 0) file.Delete();
    }
}
