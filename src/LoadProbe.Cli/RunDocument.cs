using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>A run's document, wherever it is.</summary>
internal static class RunDocument
{
    /// <summary>From a file that run --json wrote, or from the store by its id or "last"; no text, and what to exit with, after saying why there is none.</summary>
    public static async Task<(string? Text, int Code)> ReadAsync(string run, StoreAddress store, CancellationToken token)
    {
        if (File.Exists(run)) return (await File.ReadAllTextAsync(run, token), ExitCode.Pass);
        if (!store.Exists) return (null, Screen.Complain($"there is no store {store} and no file {run}"));
        if (await OpenStore.TryAsync(store, token) is not { } opened) return (null, ExitCode.Environment);
        await using (opened)
        {
            return await opened.RunAsync(run, token) is { } text ? (text, ExitCode.Pass) : (null, Screen.Complain($"there is no run {run} in {store}: its id, or \"last\""));
        }
    }
}
