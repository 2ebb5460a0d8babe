using System.Threading.Channels;

namespace LoadProbe.Link;

/// <summary>An agent's end of the link.</summary>
public interface IAgentEnd
{
    /// <summary>What the controller says, in order.</summary>
    ChannelReader<DownMessage> Inbox { get; }

    /// <summary>Hands a message over; waits when the controller is behind, so nothing is lost silently.</summary>
    ValueTask SendAsync(UpMessage message, CancellationToken token);

    /// <summary>Hands a message over if there is room; false and counted when there is not.</summary>
    bool TrySend(UpMessage message);
}
