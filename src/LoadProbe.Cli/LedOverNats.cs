using LoadProbe.Controller;
using LoadProbe.Link;

namespace LoadProbe.Cli;

/// <summary>
/// A controller's terms: in each it has a link of its own, ends what another controller left, and leads until it leads no
/// more. Without a server it gives up, as another controller may reach one.
/// </summary>
internal sealed class LedOverNats(Controller.Controller controller, NatsLinkOptions options, IBundles bundles, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ServerWithin = TimeSpan.FromSeconds(10);

    /// <summary>Leads in one epoch.</summary>
    public async Task LeadAsync(long epoch, CancellationToken token)
    {
        await Console.Error.WriteLineAsync($"connecting to {options.Server}");
        using var late = new CancellationTokenSource(ServerWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, token);
        try
        {
            await using NatsControllerEnd end = await NatsControllerEnd.ConnectAsync(options, epoch, bundles, time, either.Token);
            controller.Lead(end, epoch, bundles);
            try
            {
                await controller.TakeOverAsync(token);
                controller.KeepTimetable(new TimetableOptions(Serving.Tell) { IsShared = true });
                await WhileOpenAsync(end, token);
            }
            finally
            {
                await controller.StandByAsync();
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            if (!token.IsCancellationRequested) Screen.Complain($"no server on {options.Server}");
        }
    }

    private async Task WhileOpenAsync(NatsControllerEnd end, CancellationToken token)
    {
        using var tick = new PeriodicTimer(LookEvery, time);
        long open = time.GetTimestamp();
        while (time.GetElapsedTime(open) < ServerWithin)
        {
            await tick.WaitForNextTickAsync(token);
            if (end.IsOpen) open = time.GetTimestamp();
        }

        Screen.Complain($"no server on {options.Server}");
    }
}
