using System.Collections.Concurrent;
using System.Threading.Channels;

namespace LoadProbe.Link;

/// <summary>Controller and agents in one process: bounded channels, and no server needed.</summary>
public sealed class InProcessLink : IControllerEnd
{
    private const int UpCapacity = 10_000;
    private const int DownCapacity = 1_000;

    private readonly Channel<FromAgent> _up = Channel.CreateBounded<FromAgent>(new BoundedChannelOptions(UpCapacity) { SingleReader = true });
    private readonly ConcurrentDictionary<string, Channel<DownMessage>> _down = new();
    private long _dropped;

    public ChannelReader<FromAgent> Inbox => _up.Reader;

    public long Dropped => Volatile.Read(ref _dropped);

    public LinkState State => new(IsOpen: true, Pending: 0, new LinkCounts { Dropped = Dropped }, []);

    public bool TrySend(string agent, DownMessage message) => _down.TryGetValue(agent, out Channel<DownMessage>? channel) && channel.Writer.TryWrite(message);

    /// <summary>Opens an agent's end. The name must be new.</summary>
    public IAgentEnd Connect(string agent)
    {
        Channel<DownMessage> channel = Channel.CreateBounded<DownMessage>(new BoundedChannelOptions(DownCapacity) { SingleReader = true });
        if (!_down.TryAdd(agent, channel)) throw new ArgumentException($"agent {agent} is connected already", nameof(agent));
        return new AgentEnd(this, agent, channel.Reader);
    }

    private sealed class AgentEnd(InProcessLink link, string agent, ChannelReader<DownMessage> inbox) : IAgentEnd
    {
        public ChannelReader<DownMessage> Inbox => inbox;

        public ValueTask SendAsync(UpMessage message, CancellationToken token) => link._up.Writer.WriteAsync(new FromAgent(agent, message), token);

        public bool TrySend(UpMessage message)
        {
            if (link._up.Writer.TryWrite(new FromAgent(agent, message))) return true;
            Interlocked.Increment(ref link._dropped);
            return false;
        }
    }
}
