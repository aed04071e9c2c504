package io.serpentarium.service.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.core.admission.Ledger.Owner;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import io.serpentarium.service.testing.MutableClock;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TenantCacheTest {

  private static final Tenant ALICE = tenant("alice");
  private static final Tenant BOB = tenant("bob");

  private final Ledger ledger = Ledger.of(new Sharing(true), 667, 0);
  private final MutableClock clock = new MutableClock(Clock.systemUTC());
  private final TenantCache<String> cache =
      new TenantCache<>(ledger, clock, Duration.ofMinutes(1), 3, 300);

  @AfterEach
  void nothingIsHeldOfWhatHasGone() {
    clock.advance(Duration.ofHours(1));
    cache.expire();
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void keepsWhatEachTenantLeft() {
    cache.put(ALICE, "key", "hers", 10);
    cache.put(BOB, "key", "his", 20);
    assertThat(cache.get(ALICE, "key")).contains("hers");
    assertThat(cache.get(BOB, "key")).contains("his");
    assertThat(cache.remove(ALICE, "key")).contains("hers");
    assertThat(cache.get(ALICE, "key")).isEmpty();
    assertThat(cache.remove(ALICE, "key")).isEmpty();
    assertThat(ledger.held(Space.HEAP)).isEqualTo(20);
  }

  @Test
  void forgetsTheOldestBeyondANumberAndASize() {
    for (String key : new String[] {"a", "b", "c", "d"}) {
      cache.put(ALICE, key, key, 50);
    }
    assertThat(cache.get(ALICE, "a")).isEmpty();
    cache.put(ALICE, "e", "e", 240);
    assertThat(cache.get(ALICE, "c")).isEmpty();
    assertThat(cache.get(ALICE, "d")).contains("d");
    assertThat(ledger.held(Space.HEAP)).isEqualTo(290);
  }

  @Test
  void refusesWhatATenantHasNoRoomFor() {
    assertThatThrownBy(() -> cache.put(ALICE, "a", "a", 301))
        .isInstanceOf(QuotaExceededException.class);
    ledger.acquire(Space.HEAP, ALICE, Owner.REQUEST, 480);
    assertThatThrownBy(() -> cache.put(ALICE, "a", "a", 30))
        .isInstanceOf(QuotaExceededException.class);
    ledger.release(Space.HEAP, ALICE, Owner.REQUEST, 480);
    assertThat(cache.get(ALICE, "a")).isEmpty();
  }

  @Test
  void replacesOnlyWhatIsThere() {
    cache.replace(ALICE, "a", "gone", 10);
    cache.put(ALICE, "b", "one", 10);
    cache.replace(ALICE, "b", "two", 30);
    assertThat(cache.get(ALICE, "a")).isEmpty();
    assertThat(cache.get(ALICE, "b")).contains("two");
    assertThat(ledger.held(Space.HEAP)).isEqualTo(30);
    cache.replace(ALICE, "b", "too large", 301);
    assertThat(cache.get(ALICE, "b")).isEmpty();
  }

  @Test
  void forgetsInTime() {
    cache.put(ALICE, "old", "old", 10);
    clock.advance(Duration.ofSeconds(50));
    cache.put(ALICE, "new", "new", 10);
    clock.advance(Duration.ofSeconds(10));
    assertThat(cache.get(ALICE, "old")).isEmpty();
    assertThat(ledger.held(Space.HEAP)).isEqualTo(20);
    cache.expire();
    assertThat(ledger.held(Space.HEAP)).isEqualTo(10);
    assertThat(cache.get(ALICE, "new")).contains("new");
  }

  private static Tenant tenant(String id) {
    return new Tenant(id, 1, false, Optional.empty(), TenantQuotas.NONE);
  }
}
