using System.Data.Common;
using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>Opens the store that --store names.</summary>
internal static class OpenStore
{
    /// <summary>Null after saying why it cannot be had: that is our environment's fault.</summary>
    public static async Task<IStore?> TryAsync(StoreAddress address, CancellationToken token, Retention? retention = null)
    {
        try
        {
            return await address.OpenAsync(TimeProvider.System, token, retention);
        }
        catch (Exception exception) when (exception is DbException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            Screen.Complain($"the store {address} cannot be reached: {exception.GetBaseException().Message}");
        }
        catch (InvalidDataException exception)
        {
            Screen.Complain(exception.Message);
        }

        return null;
    }
}
